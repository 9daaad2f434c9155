/** Rows that are scored in one run of the graph. */
export interface TensorBatch {
  /** Indices into the call's rows. */
  readonly rows: Uint32Array;
  /** Ids per row once padded, at least 1. */
  readonly length: number;
}

/**
 * Most ids of a tensor batch once padded, unless a single row has more: 32 texts of 450 characters. Graphs hold several numbers for each
 * id, and ONNX Runtime keeps what its largest run needed.
 */
export const MAX_IDS = 65_536;

/**
 * Cuts the rows of one call into tensor batches: ordered by number of ids, so that little is padding, then by index.
 * A pure function of its arguments: the same rows always meet the same neighbours, and a replay gives the same bits.
 * @param lengths ids of each row
 * @param maxRows most rows of a tensor batch, at least 1
 * @param exact rows share a tensor batch only with rows of the same length
 */
export function tensorBatches(lengths: ArrayLike<number>, maxRows: number, exact = false): TensorBatch[] {
  const order = orderByLength(lengths);
  const lengthOf = (row: number | undefined): number => lengths[row ?? 0] ?? 0;
  const batches: TensorBatch[] = [];
  for (let start = 0; start < order.length;) {
    let end = Math.min(order.length, start + maxRows);
    while (exact && lengthOf(order[end - 1]) !== lengthOf(order[start])) end--;
    while (end > start + 1 && (end - start) * lengthOf(order[end - 1]) > MAX_IDS) end--;
    batches.push({ rows: order.subarray(start, end), length: Math.max(1, lengthOf(order[end - 1])) });
    start = end;
  }
  return batches;
}

function orderByLength(lengths: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(lengths.length);
  let isOrdered = true;
  for (let row = 0; row < order.length; row++) {
    order[row] = row;
    if (row > 0 && (lengths[row] ?? 0) < (lengths[row - 1] ?? 0)) isOrdered = false;
  }
  // Instances are all of one length: sorting them would cost more than reading them.
  return isOrdered ? order : order.sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
}
