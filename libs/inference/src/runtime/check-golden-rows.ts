import type { GoldenRows, ModelRows } from '@sluice/contracts';
import { requireGoldenScores } from './require-golden-scores';
import type { Scorer } from './scorer';

/**
 * Scores the golden rows one by one and in full tensor batches: what the recipe computed in Python must come out here as well.
 * @param input the golden rows as the model takes them
 * @param tolerance largest allowed |score - golden score|
 * @throws Error that names the first row that is off.
 */
export async function checkGoldenRows(
  scorer: Scorer,
  golden: GoldenRows,
  input: ModelRows,
  tolerance: number,
): Promise<void> {
  for (const size of new Set([1, scorer.maxBatchSize])) {
    const { scores } = await scorer.score(input, { maxBatchSize: size });
    requireGoldenScores(golden, scores, tolerance, `at tensor-batch size ${size}`);
  }
}
