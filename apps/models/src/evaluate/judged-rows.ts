/** Rows that have a score and a known label, as columns of one length. */
export interface JudgedRows {
  /** In [0, 1]. */
  readonly scores: Float64Array;
  /** 1 for positive, 0 for negative. */
  readonly labels: Uint8Array;
  /** How many rows each row stands for; above 0. */
  readonly weights: Float64Array;
}

/** Some of the rows, in the order of `indices`. */
export function pickRows({ scores, labels, weights }: JudgedRows, indices: readonly number[]): JudgedRows {
  return {
    scores: Float64Array.from(indices, (row) => scores[row] ?? NaN),
    labels: Uint8Array.from(indices, (row) => labels[row] ?? 0),
    weights: Float64Array.from(indices, (row) => weights[row] ?? NaN),
  };
}
