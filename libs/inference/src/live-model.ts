import type { ModelManifest, ModelRef, ModelRows, TabularRows } from '@sluice/contracts';

export interface ScoreOptions {
  /** Milliseconds of `performance.now()` after which the rows are no longer wanted. Checked before inference, never during it. */
  readonly deadlineMs?: number;
  /** Whether the scores of the model's categories are wanted as well. */
  readonly categories?: boolean;
}

/** Scores of some rows, in their order. The arrays belong to whoever asked. */
export interface Scored {
  /** P(positive) of each row, in [0, 1] and rounded to 7 decimals; NaN marks a row whose score is not finite. */
  readonly scores: Float64Array;
  /** Row-major [rows, categories], in the order of the manifest, likewise; null unless the model has them and they were asked for. */
  readonly categories: Float64Array | null;
}

/** Checks instances against a manifest. Compiled when a version loads. */
export interface InstanceReader {
  /** @throws SluiceError INVALID_INSTANCE with a pointer below /instances for each value that the model does not take. */
  read(instances: readonly unknown[]): TabularRows;
}

/** One loaded, verified and warmed version of a model. */
export interface LiveModel {
  readonly ref: ModelRef;
  readonly manifest: ModelManifest;
  /** Of a tabular model; null for a text model, whose texts are scored as they are. */
  readonly instances: InstanceReader | null;
  /**
   * @param rows texts for a text model, what `instances` read for a tabular one
   * @throws SluiceError OVERLOADED (queue bound), DEADLINE_EXCEEDED, SHUTTING_DOWN, INTERNAL (its inference thread died).
   */
  score(rows: ModelRows, options?: ScoreOptions): Promise<Scored>;
}
