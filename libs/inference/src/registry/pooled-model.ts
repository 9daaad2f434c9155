import type { ModelManifest, ModelRef, ModelRows } from '@sluice/contracts';
import type { TimedScores } from '../batching/micro-batcher';
import type { InferenceObserver } from '../inference-observer';
import { compileInstances } from '../instances/compile-instances';
import type { InstanceReader, LiveModel, Scored, ScoreOptions } from '../live-model';
import type { GraphSource } from '../package/graph-source';
import { deadlineExceeded, shuttingDown } from '../refusals';
import type { ThreadPool } from '../threads/thread-pool';
import { modelRef } from './model-ref';

/** Scores each call alone on an inference thread: its tensor batches are a function of its rows only. */
export class PooledModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;
  readonly instances: InstanceReader | null;
  private readonly calls = new Set<Promise<unknown>>();
  private closing = false;

  constructor(
    private readonly source: GraphSource,
    private readonly pool: ThreadPool,
    private readonly observer: InferenceObserver,
  ) {
    this.ref = modelRef(source);
    this.manifest = source.manifest;
    this.instances = compileInstances(source.manifest);
  }

  async score(rows: ModelRows, { deadlineMs = Infinity, categories = false }: ScoreOptions = {}): Promise<Scored> {
    if (performance.now() > deadlineMs) throw deadlineExceeded();
    return (await this.run(rows, categories)).scored;
  }

  /** As `score`, with how long it took. @throws SluiceError SHUTTING_DOWN, INTERNAL */
  async run(rows: ModelRows, categories: boolean): Promise<TimedScores> {
    if (this.closing) throw shuttingDown();
    const call = this.pool.score(this.source, rows, categories);
    this.calls.add(call);
    try {
      const { durationMs, ...scored } = await call;
      this.observer.scored?.(this.ref, rows.length, durationMs, 'thread');
      return { scored, durationMs };
    } finally {
      this.calls.delete(call);
    }
  }

  /** Refuses new calls, answers the accepted ones, then frees the model on every thread. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.calls);
    this.pool.unload(this.source.digest);
  }
}
