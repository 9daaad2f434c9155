/** The smallest of the values that at least the share `q` of them do not exceed; NaN when there are none. `sorted` ascends. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? NaN;
}

/** Middle of the values, in any order; the lower one of an even number. */
export function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
