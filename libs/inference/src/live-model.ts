import type { ModelManifest, ModelRef } from '@sluice/contracts';

export interface ScoreOptions {
  /** Milliseconds of `performance.now()` after which the rows are no longer wanted. Checked before inference, never during it. */
  readonly deadlineMs?: number;
}

/** One loaded, verified and warmed version of a model. */
export interface LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;
  /**
   * P(positive) of each text, in the order given, in [0, 1] and rounded to 7 decimals; NaN marks a row whose score is not finite.
   * The array belongs to the caller.
   * @throws SluiceError OVERLOADED (queue bound), DEADLINE_EXCEEDED, SHUTTING_DOWN, INTERNAL (its inference thread died).
   */
  score(texts: readonly string[], options?: ScoreOptions): Promise<Float64Array>;
}
