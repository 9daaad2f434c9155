import type { ModelManifest, ModelRef, ModelRows } from '@sluice/contracts';
import { MicroBatcher, type TimedScores } from '../batching/micro-batcher';
import type { InferenceObserver } from '../inference-observer';
import type { InferenceOptions } from '../inference-options';
import type { InstanceReader, LiveModel, Scored, ScoreOptions } from '../live-model';
import { countChars } from '../rows/count-chars';
import type { Scorer } from '../runtime/scorer';
import { maxAgeMs } from './max-age';
import type { PooledModel } from './pooled-model';

/** At most this much is scored on the calling thread at once: a millisecond or two, less than a thread would delay a small call. */
const INLINE_ROWS = 64;
const INLINE_CHARS = 16 * 1024;
/** Most text of one run on a thread, so that a large call does not hold up those that came after it for long. */
const POOL_CHARS = 1024 * 1024;
/** Most rows that wait before a model, in all processes that share the calls. */
const MAX_WAITING_ROWS = 16_384;

/**
 * Longest wait of a call, beside once more what its own rows take: it keeps what is accepted fast when more comes than can be scored. With a cheap
 * model such a queue is thousands of rows: that is bulk, which had rather wait.
 */
const MAX_WAIT_MS = { dear: 150, cheap: 1_000 };
const LONGEST_RUN_MS = 50;

type GatheringOptions = Pick<InferenceOptions, 'threads' | 'processes'>;

/** Gathers concurrent calls; small ones of a cheap model run on the calling thread, all else on an inference thread. */
export class GatheredModel implements LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;
  readonly instances: InstanceReader | null;
  private readonly pooled: MicroBatcher;
  private readonly inline: MicroBatcher | undefined;

  /** @param scorer on the calling thread; absent when the model is too dear for it */
  constructor(
    pool: PooledModel,
    { threads, processes = 1 }: GatheringOptions,
    scorer: Scorer | undefined,
    private readonly observer: InferenceObserver,
  ) {
    this.ref = pool.ref;
    this.manifest = pool.manifest;
    this.instances = pool.instances;
    const bounds = {
      maxWaitingRows: Math.max(1, Math.floor(MAX_WAITING_ROWS / processes)),
      maxAgeMs: maxAgeMs(pool.manifest.cost_us),
      maxWaitMs: scorer ? MAX_WAIT_MS.cheap : MAX_WAIT_MS.dear,
      longestRunMs: LONGEST_RUN_MS,
    };
    this.pooled = new MicroBatcher({
      ...bounds,
      maxRows: Math.max(INLINE_ROWS, pool.manifest.max_batch_size),
      maxChars: POOL_CHARS,
      maxInFlight: threads,
      score: (rows, categories) => pool.run(rows, categories),
    });
    this.inline =
      scorer &&
      new MicroBatcher({
        ...bounds,
        maxRows: INLINE_ROWS,
        maxChars: INLINE_CHARS,
        maxInFlight: 1,
        score: (rows, categories) => this.scoreInline(scorer, rows, categories),
      });
  }

  score(rows: ModelRows, options: ScoreOptions = {}): Promise<Scored> {
    const chars = countChars(rows);
    const fits = rows.length <= INLINE_ROWS && chars <= INLINE_CHARS;
    const batcher = fits ? (this.inline ?? this.pooled) : this.pooled;
    return batcher.submit(rows, chars, options);
  }

  /** Refuses new calls and resolves when the accepted ones are answered. */
  async drain(): Promise<void> {
    await Promise.all([this.pooled.drain(), this.inline?.drain()]);
  }

  private async scoreInline(scorer: Scorer, rows: ModelRows, categories: boolean): Promise<TimedScores> {
    const startedMs = performance.now();
    const scored = await scorer.score(rows, { categories });
    const durationMs = performance.now() - startedMs;
    this.observer.scored?.(this.ref, rows.length, durationMs, 'inline');
    return { scored, durationMs };
  }
}
