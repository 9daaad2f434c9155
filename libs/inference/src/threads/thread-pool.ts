import { SluiceError, type Digest, type ModelRows } from '@sluice/contracts';
import type { InferenceObserver } from '../inference-observer';
import type { GraphSource } from '../package/graph-source';
import { shuttingDown } from '../refusals';
import { InferenceThread, type ThreadScored } from './inference-thread';
import { threadEntry } from './thread-entry';

/** Pause before a dead thread is replaced: doubled with every death up to the last, until a call succeeds. */
const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 5_000;

interface Job {
  readonly source: GraphSource;
  readonly rows: ModelRows;
  readonly categories: boolean;
  readonly resolve: (scored: ThreadScored) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A fixed number of inference threads before one queue. Each thread has one job at a time, so a thread that dies takes one job with it;
 * it is replaced, and the queue goes on.
 */
export class ThreadPool {
  private readonly threads = new Set<InferenceThread>();
  private readonly idle: InferenceThread[] = [];
  private readonly queue: Job[] = [];
  /** Versions that a replacement loads before its first job. */
  private readonly sources = new Map<Digest, GraphSource>();
  private readonly pauses = new Set<NodeJS.Timeout>();
  private running = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private closing = false;
  private onDrained: (() => void) | undefined;

  constructor(
    readonly size: number,
    private readonly observer: InferenceObserver = {},
    private readonly entry: string = threadEntry(),
  ) {}

  /** Starts the threads. */
  start(): void {
    for (let i = 0; i < this.size; i++) this.addThread();
  }

  /**
   * Loads a version on every thread: resolves when all have it.
   * @throws Error with the reason why the version is unavailable.
   */
  async load(source: GraphSource): Promise<void> {
    if (this.threads.size === 0) throw new Error('no inference thread is running');
    await Promise.all([...this.threads].map((thread) => thread.load(source)));
    this.sources.set(source.digest, source);
  }

  /** Frees a version on every thread. Nobody may be waiting for it: a later call would load it again. */
  unload(digest: Digest): void {
    this.sources.delete(digest);
    for (const thread of this.threads) thread.unload(digest);
  }

  /** @throws SluiceError SHUTTING_DOWN; INTERNAL when the thread died; Error when the model could not be loaded or run. */
  score(source: GraphSource, rows: ModelRows, categories = false): Promise<ThreadScored> {
    if (this.closing) return Promise.reject(shuttingDown());
    return new Promise((resolve, reject) => {
      this.queue.push({ source, rows, categories, resolve, reject });
      this.dispatch();
    });
  }

  /** Refuses new calls, finishes the accepted ones, then lets every thread end by itself. */
  async close(): Promise<void> {
    this.closing = true;
    await new Promise<void>((resolve) => {
      this.onDrained = resolve;
      this.dispatch();
    });
    for (const pause of this.pauses) clearTimeout(pause);
    await Promise.all([...this.threads].map((thread) => thread.close()));
    this.threads.clear();
  }

  private dispatch(): void {
    for (let thread = this.idle.pop(); thread; thread = this.idle.pop()) {
      const job = this.queue.shift();
      if (!job) {
        this.idle.push(thread);
        break;
      }
      void this.run(thread, job);
    }
    if (this.queue.length === 0 && this.running === 0) this.onDrained?.();
  }

  private async run(thread: InferenceThread, job: Job): Promise<void> {
    this.running++;
    try {
      job.resolve(await thread.score(job.source, job.rows, job.categories));
      this.pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      job.reject(error);
    }
    this.running--;
    // A dead thread is no longer in the set: its replacement takes the next job.
    if (this.threads.has(thread)) this.idle.push(thread);
    this.dispatch();
  }

  private addThread(): void {
    const thread = new InferenceThread(this.entry, (callsLost, reason) => {
      this.replace(thread, callsLost, reason);
    });
    // A version that cannot be loaded here fails the calls that need it; nobody waits for this load.
    for (const source of this.sources.values()) thread.load(source).catch(() => undefined);
    this.threads.add(thread);
    this.idle.push(thread);
    this.dispatch();
  }

  private replace(dead: InferenceThread, callsLost: number, reason: string): void {
    this.threads.delete(dead);
    if (this.idle.includes(dead)) this.idle.splice(this.idle.indexOf(dead), 1);
    this.observer.threadDied?.(callsLost, reason);
    // Threads that cannot even start would leave the queue waiting for ever.
    if (!dead.cameUp && this.threads.size === 0) this.failQueue();
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.addThread();
    }, this.pauseMs);
    this.pauses.add(pause);
    this.pauseMs = Math.min(LAST_PAUSE_MS, this.pauseMs * 2);
  }

  private failQueue(): void {
    for (const { reject } of this.queue.splice(0)) {
      reject(
        new SluiceError('MODEL_NOT_READY', 'No inference thread could be started. Send the request again.', {
          retryAfterS: 5,
        }),
      );
    }
    this.dispatch();
  }
}
