import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { isFinal, type BatchReader, type BatchRef, type BatchStatus } from '@sluice/batches';
import { createEventBuffer } from 'better-sse';
import { statusBody } from './status-body';

const LOOK_EVERY_MS = 500;
/** Balancers cut what is silent for a minute, and our own server after two. */
const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 2_000;

/** The progress of batches as server-sent events. A batch is looked at once for all who watch it. */
export class BatchEvents {
  private readonly looks = new Map<string, Promise<BatchStatus>>();

  /** @param ending whether this process is about to end: streams end then, and clients go on elsewhere */
  constructor(
    private readonly reader: BatchReader,
    private readonly ending: () => boolean,
  ) {}

  /**
   * @param lastEventId of the event that the client has seen last; what it knows is not sent again
   * @returns the text of the events up to `done`, null when the client has seen that
   * @throws SluiceError BATCH_NOT_FOUND
   */
  async open(ref: BatchRef, lastEventId: string | undefined): Promise<AsyncIterable<string> | null> {
    const status = await this.reader.status(ref);
    if (isFinal(status.state) && eventId(status) === lastEventId) return null;
    return this.events(ref, status, lastEventId);
  }

  private async *events(ref: BatchRef, first: BatchStatus, lastEventId: string | undefined): AsyncGenerator<string> {
    let [status, sent, sentAt] = [first, lastEventId, performance.now()];
    yield createEventBuffer().retry(RECONNECT_MS).dispatch().read();
    for (;;) {
      const [id, done] = [eventId(status), isFinal(status.state)];
      if (id !== sent) {
        yield createEventBuffer()
          .push(statusBody(status), done ? 'done' : 'status', id)
          .read();
        [sent, sentAt] = [id, performance.now()];
      } else if (performance.now() - sentAt > HEARTBEAT_MS) {
        yield createEventBuffer().comment().dispatch().read();
        sentAt = performance.now();
      }
      if (done || this.ending()) return;
      await pause(LOOK_EVERY_MS, undefined, { ref: false });
      const next = await this.look(ref);
      if (next === null) return;
      status = next;
    }
  }

  /** null when the batch cannot be read any more: the stream ends, and the next request is told why. */
  private look(ref: BatchRef): Promise<BatchStatus | null> {
    const key = `${ref.tenant}/${ref.id}`;
    let look = this.looks.get(key);
    if (look === undefined) {
      look = this.reader.status(ref);
      this.looks.set(key, look);
      setTimeout(() => this.looks.delete(key), LOOK_EVERY_MS / 2).unref();
    }
    return look.catch(() => null);
  }
}

/** Follows from what the records say, so that every gateway gives the same state the same id, before and after a restart. */
function eventId({ state, startedAt, finishedAt, processed, counts, sessions, error }: BatchStatus): string {
  const facts = [state, startedAt, finishedAt, processed, counts, sessions, error];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 22);
}
