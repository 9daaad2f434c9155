import type { GoldenRows, ModelRows } from '@sluice/contracts';
import type { Scorer } from './scorer';

/**
 * Scores the golden rows one by one and in full tensor batches: what the recipe computed in Python must come out here as well.
 * @param input the golden rows as the model takes them
 * @param tolerance largest allowed |score - golden score|
 * @throws Error that names the first row that is off.
 */
export async function checkGoldenRows(
  scorer: Scorer,
  { rows }: GoldenRows,
  input: ModelRows,
  tolerance: number,
): Promise<void> {
  for (const size of new Set([1, scorer.maxBatchSize])) {
    const { scores } = await scorer.score(input, { maxBatchSize: size });
    const off = rows.findIndex(({ score }, index) => !isNear(scores[index], score, tolerance));
    const row = rows[off];
    if (row) {
      const gap = Math.abs((scores[off] ?? NaN) - row.score);
      throw new Error(`golden row "${row.name}" is off by ${gap.toExponential(1)} at tensor-batch size ${size}`);
    }
  }
}

/** Both sides are rounded to 7 decimals, so each may have moved by half of the last one. */
function isNear(score: number | undefined, golden: number, tolerance: number): boolean {
  return Math.abs((score ?? NaN) - golden) <= tolerance + 1e-7;
}
