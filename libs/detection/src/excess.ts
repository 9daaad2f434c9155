/**
 * How far a score lies over the threshold, as a share of the way to 1: `e = max(0, (score - t) / (1 - t))`, in [0, 1].
 * Score and threshold in [0, 1]. With a threshold of 1 only a score of 1 counts, and counts fully.
 */
export function excessOver(score: number, threshold: number): number {
  if (score < threshold) return 0;
  return score === 1 ? 1 : (score - threshold) / (1 - threshold);
}
