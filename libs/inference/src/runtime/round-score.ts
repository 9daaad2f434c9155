/** A score as stored and sent: rounded to 7 decimals, which is what a float32 probability holds. NaN stays NaN. */
export function roundScore(score: number): number {
  return Math.round(score * 1e7) / 1e7;
}
