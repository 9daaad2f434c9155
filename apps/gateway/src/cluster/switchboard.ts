import type { Worker } from 'node:cluster';
import { ANSWER_WITHIN_MS, isOfCluster, type Exchange, type ToPrimary, type ToProcess, type Topic } from './exchange';
import { Gathering } from './gathering';

/** Makes the result of a topic from what was answered, by the number of the process. */
export type Results = {
  readonly [T in Topic]: (
    answers: ReadonlyMap<number, Exchange[T]['answer']>,
    asked: number,
  ) => Exchange[T]['result'] | Promise<Exchange[T]['result']>;
};

export interface SwitchboardOptions {
  readonly results: Results;
  readonly onJoins: () => void;
  readonly onGone: (process: number) => void;
}

/** The primary's end of the channels: passes the question of one process on to the others, and what they answered back. */
export class Switchboard {
  private readonly workers = new Map<number, Worker>();
  private readonly joined = new Set<number>();
  private readonly gatherings = new Map<number, Gathering>();
  private lastId = 0;

  constructor(private readonly options: SwitchboardOptions) {}

  connect(worker: Worker): void {
    this.workers.set(worker.id, worker);
    worker.process.on('message', (message) => {
      if (isOfCluster(message)) void this.take(worker, message);
    });
    worker.once('disconnect', () => {
      this.workers.delete(worker.id);
      this.joined.delete(worker.id);
      for (const gathering of this.gatherings.values()) gathering.lose(worker.id);
      this.options.onGone(worker.id);
    });
  }

  private async take(worker: Worker, message: ToPrimary | ToProcess): Promise<void> {
    switch (message.type) {
      case 'cluster:joins':
        this.joined.add(worker.id);
        this.options.onJoins();
        break;
      case 'cluster:answer':
        this.gatherings.get(message.id)?.take(worker.id, message.answer);
        break;
      case 'cluster:ask':
        send(worker, { type: 'cluster:result', id: message.id, result: await this.gather(message.topic, worker.id) });
    }
  }

  private async gather<T extends Topic>(topic: T, asker: number): Promise<Exchange[T]['result']> {
    const id = ++this.lastId;
    const asked = this.audience(topic, asker);
    const gathering = new Gathering(asked, ANSWER_WITHIN_MS[topic]);
    this.gatherings.set(id, gathering);
    for (const process of asked) send(this.workers.get(process), { type: 'cluster:question', id, topic });
    await gathering.done;
    this.gatherings.delete(id);
    // A process answers a question by its topic's answer (Siblings.answer).
    const answers = gathering.answers as ReadonlyMap<number, Exchange[T]['answer']>;
    return this.options.results[topic](answers, asked.length);
  }

  /** Metrics: whoever can answer now. A reload also reaches a process that still starts, because it may have looked before the change. */
  private audience(topic: Topic, asker: number): number[] {
    return topic === 'metrics' ? [...this.joined] : [...this.workers.keys()].filter((process) => process !== asker);
  }
}

/** Nothing to do when it has just ended: the one that waits for it hears of that. */
function send(worker: Worker | undefined, message: ToProcess): void {
  worker?.send(message, () => undefined);
}
