/** Bins of latencies: the upper edge of bin i is 10 µs * 2^(i/4), so a quantile is at most 19 % too high. The last one ends at 141 s. */
export const LATENCY_BINS = 96;
const FIRST_EDGE_MS = 0.01;
const BINS_PER_OCTAVE = 4;

/** Bins of scores, each 0.01 wide. */
export const SCORE_BINS = 100;

export function latencyBin(durationMs: number): number {
  const bin = Math.ceil(BINS_PER_OCTAVE * Math.log2(durationMs / FIRST_EDGE_MS));
  // NaN and -Infinity of no time at all lie in the first.
  return bin > 0 ? Math.min(LATENCY_BINS - 1, bin) : 0;
}

/** @param score in [0, 1] */
export function scoreBin(score: number): number {
  return Math.min(SCORE_BINS - 1, Math.floor(score * SCORE_BINS));
}

/** Upper edge of the bin that holds the quantile, in milliseconds; null when there is none. @param quantile in (0, 1] */
export function latencyQuantileMs(bins: Float64Array, quantile: number): number | null {
  const total = bins.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  const bin = bins.findIndex((count) => (seen += count) >= quantile * total);
  return FIRST_EDGE_MS * 2 ** (bin / BINS_PER_OCTAVE);
}
