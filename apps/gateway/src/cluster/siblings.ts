import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER } from '@sluice/platform';
import type { Logger } from 'pino';
import { ANSWER_WITHIN_MS, type Exchange, type ToPrimary, type ToProcess, type Topic } from './exchange';
import { primaryLink } from './primary-link';

/** The primary answers when its own time is over; past this it hangs itself. */
const MORE_MS = 1_000;

type Answers = { [T in Topic]?: () => Promise<Exchange[T]['answer']> };

/** The processes of this gateway as one of them sees them. A gateway of one process has nobody to ask. */
@Injectable()
export class Siblings implements OnApplicationBootstrap {
  private readonly link = primaryLink();
  private readonly answers: Answers = {};
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private lastId = 0;

  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  /** Not before: questions wait in the channel until everybody has said what it answers. */
  onApplicationBootstrap(): void {
    this.link?.onMessage((message) => {
      this.take(message);
    });
    this.link?.send({ type: 'cluster:joins' });
  }

  /** Says what this process answers to the questions of all of them. */
  answer<T extends Topic>(topic: T, answer: NonNullable<Answers[T]>): void {
    this.answers[topic] = answer;
  }

  /** Asks through the primary. null: there is nobody to ask, or the primary does not answer. */
  async ask<T extends Topic>(topic: T): Promise<Exchange[T]['result'] | null> {
    if (!this.link) return null;
    const id = ++this.lastId;
    const result = await new Promise<unknown>((resolve) => {
      const timer = setTimeout(resolve, ANSWER_WITHIN_MS[topic] + MORE_MS, null);
      this.waiting.set(id, (value) => {
        clearTimeout(timer);
        resolve(value);
      });
      this.link?.send({ type: 'cluster:ask', id, topic });
    });
    this.waiting.delete(id);
    if (result === null) this.log.error({ topic }, 'the primary does not answer');
    // The primary gives the result of the topic (Switchboard).
    return result as Exchange[T]['result'] | null;
  }

  private take(message: ToPrimary | ToProcess): void {
    if (message.type === 'cluster:result') this.waiting.get(message.id)?.(message.result);
    if (message.type === 'cluster:question') void this.tell(message.id, message.topic);
  }

  private async tell(id: number, topic: Topic): Promise<void> {
    const answer = await this.answers[topic]?.().catch((err: unknown) => {
      this.log.error({ topic, err }, 'a question of a sibling could not be answered');
      return undefined;
    });
    this.link?.send({ type: 'cluster:answer', id, answer });
  }
}
