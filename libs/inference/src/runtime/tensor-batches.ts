/** Rows that are scored in one run of the graph. */
export interface TensorBatch {
  /** Indices into the call's rows. */
  readonly rows: Uint32Array;
  /** Ids per row once padded, at least 1. */
  readonly length: number;
}

/**
 * Cuts the rows of one call into tensor batches: ordered by number of ids, so that little is padding, then by index.
 * A pure function of its arguments: the same rows always meet the same neighbours, and a replay gives the same bits.
 * @param lengths ids of each row
 * @param maxRows most rows of a tensor batch, at least 1
 */
export function tensorBatches(lengths: ArrayLike<number>, maxRows: number): TensorBatch[] {
  const order = Uint32Array.from({ length: lengths.length }, (_, row) => row);
  const lengthOf = (row: number): number => lengths[row] ?? 0;
  if (order.length > 1) order.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  const batches: TensorBatch[] = [];
  for (let start = 0; start < order.length; start += maxRows) {
    const rows = order.subarray(start, start + maxRows);
    batches.push({ rows, length: Math.max(1, lengthOf(rows[rows.length - 1] ?? 0)) });
  }
  return batches;
}
