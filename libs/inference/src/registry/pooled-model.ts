import type { ModelManifest, ModelRef, ModelRows } from '@sluice/contracts';
import type { InferenceObserver } from '../inference-observer';
import { compileInstances } from '../instances/compile-instances';
import type { InstanceReader, LiveModel, Scored, ScoreOptions } from '../live-model';
import type { GraphSource } from '../package/graph-source';
import { deadlineExceeded } from '../refusals';
import type { ThreadPool } from '../threads/thread-pool';
import { modelRef } from './model-ref';

/** Scores each call alone on an inference thread: its tensor batches are a function of its rows only. */
export class PooledModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;
  readonly instances: InstanceReader | null;

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
    const { durationMs, ...scored } = await this.pool.score(this.source, rows, categories);
    this.observer.scored?.(this.ref, rows.length, durationMs, 'thread');
    return scored;
  }
}
