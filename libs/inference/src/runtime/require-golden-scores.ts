import type { GoldenRows } from '@sluice/contracts';

/**
 * Compares scores with those that the recipe computed in Python.
 * @param tolerance largest allowed |score - golden score|
 * @param how the rows were scored, for the message
 * @throws Error that names the first row that is off.
 */
export function requireGoldenScores({ rows }: GoldenRows, scores: Float64Array, tolerance: number, how: string): void {
  const off = rows.findIndex(({ score }, index) => !isNear(scores[index], score, tolerance));
  const row = rows[off];
  if (!row) return;
  const gap = Math.abs((scores[off] ?? NaN) - row.score);
  throw new Error(`golden row "${row.name}" is off by ${gap.toExponential(1)} ${how}`);
}

/** Both sides are rounded to 7 decimals, so each may have moved by half of the last one. */
function isNear(score: number | undefined, golden: number, tolerance: number): boolean {
  return Math.abs((score ?? NaN) - golden) <= tolerance + 1e-7;
}
