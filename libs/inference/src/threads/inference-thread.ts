import { Worker } from 'node:worker_threads';
import { SluiceError, type Digest, type ModelRows } from '@sluice/contracts';
import type { Scored } from '../live-model';
import type { GraphSource } from '../package/graph-source';
import type { ThreadReply, ThreadRequest } from './thread-message';

export interface ThreadScored extends Scored {
  /** Featurising and runs, without waiting. */
  readonly durationMs: number;
}

interface Call {
  readonly resolve: (reply: ThreadReply) => void;
  readonly reject: (error: Error) => void;
}

/** The pool's end of one inference thread. A thread that ends by itself rejects its own calls and nobody else's. */
export class InferenceThread {
  /** Models that the thread holds, or is loading: its messages are worked off in order. */
  private readonly loads = new Map<Digest, Promise<void>>();
  private readonly calls = new Map<number, Call>();
  private readonly worker: Worker;
  private replied = false;
  private lastCall = 0;
  private closing = false;
  private reason = 'it exited';
  private readonly exited: Promise<void>;

  constructor(
    entry: string,
    private readonly onDeath: (callsLost: number, reason: string) => void,
  ) {
    this.worker = new Worker(entry);
    this.worker.on('message', (reply: ThreadReply) => {
      this.settle(reply);
    });
    this.worker.on('error', (error) => {
      this.reason = error instanceof Error ? error.message : 'unknown error';
    });
    this.exited = new Promise((resolve) => {
      this.worker.once('exit', () => {
        this.end();
        resolve();
      });
    });
  }

  /** Whether the thread ever answered. */
  get cameUp(): boolean {
    return this.replied;
  }

  /** @throws Error with the reason why the version is unavailable. */
  load(source: GraphSource): Promise<void> {
    const known = this.loads.get(source.digest);
    if (known) return known;
    const loading = this.call((call) => ({ type: 'load', call, source })).then(() => undefined);
    this.loads.set(source.digest, loading);
    loading.catch(() => this.loads.delete(source.digest));
    return loading;
  }

  async score(source: GraphSource, rows: ModelRows, categories: boolean): Promise<ThreadScored> {
    await this.load(source);
    const reply = await this.call((call) => ({ type: 'score', call, model: source.digest, rows, categories }));
    if (reply.type !== 'scored') throw new Error('an inference thread answered out of turn');
    return { ...reply.scored, durationMs: reply.durationMs };
  }

  /** Frees a model, after what was sent before. */
  unload(digest: Digest): void {
    if (this.loads.delete(digest)) this.post({ type: 'unload', model: digest });
  }

  /** Ends the thread once it has worked off what it was sent. */
  close(): Promise<void> {
    this.closing = true;
    this.post({ type: 'close' });
    return this.exited;
  }

  private call(request: (call: number) => ThreadRequest): Promise<ThreadReply> {
    const call = ++this.lastCall;
    return new Promise((resolve, reject) => {
      this.calls.set(call, { resolve, reject });
      this.post(request(call));
    });
  }

  private post(request: ThreadRequest): void {
    this.worker.postMessage(request);
  }

  private settle(reply: ThreadReply): void {
    this.replied = true;
    if (reply.type === 'closed') return;
    const call = this.calls.get(reply.call);
    this.calls.delete(reply.call);
    if (reply.type === 'failed') call?.reject(new Error(reply.reason));
    else call?.resolve(reply);
  }

  private end(): void {
    const lost = [...this.calls.values()];
    this.calls.clear();
    for (const { reject } of lost) reject(threadDied());
    if (!this.closing) this.onDeath(lost.length, this.reason);
  }
}

function threadDied(): SluiceError {
  return new SluiceError('INTERNAL', 'The inference thread that scored these rows ended. Send the request again.');
}
