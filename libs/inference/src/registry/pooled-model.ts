import type { ModelManifest, ModelRef } from '@sluice/contracts';
import type { InferenceObserver } from '../inference-observer';
import type { LiveModel, ScoreOptions } from '../live-model';
import type { ModelSource } from '../package/read-manifest';
import { deadlineExceeded } from '../refusals';
import type { ThreadPool } from '../threads/thread-pool';
import { modelRef } from './model-ref';

/** Scores each call alone on an inference thread: its tensor batches are a function of its rows only. */
export class PooledModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;

  constructor(
    private readonly source: ModelSource,
    private readonly pool: ThreadPool,
    private readonly observer: InferenceObserver,
  ) {
    this.ref = modelRef(source);
    this.manifest = source.manifest;
  }

  async score(texts: readonly string[], { deadlineMs = Infinity }: ScoreOptions = {}): Promise<Float64Array> {
    if (performance.now() > deadlineMs) throw deadlineExceeded();
    const { scores, durationMs } = await this.pool.score(this.source, texts);
    this.observer.scored?.(this.ref, texts.length, durationMs, 'thread');
    return scores;
  }
}
