import type { ModelRows } from '@sluice/contracts';
import { pickRows } from '../rows/pick-rows';
import type { OwnScored, Scorer } from './scorer';

/** A dear model is not run at every size: at the first ones, the last, and as many between as this much time allows. */
const BUDGET_US = 30_000_000;
const FIRST_SIZES = 16;

/**
 * Fills one tensor batch of every size with these rows, in either order, and compares every score with that of the row alone.
 * @param costUs of one row, as the manifest has it
 * @returns how many sizes were run
 * @throws Error that names the first size at which a row has other bits.
 */
export async function checkTensorBatches(scorer: Scorer, rows: ModelRows, costUs: number): Promise<number> {
  const alone = await scorer.score(rows, { maxBatchSize: 1, categories: true });
  const alike = scorer.sharing(rows);
  const sizes = sizesUpTo(scorer.maxBatchSize, costUs);
  for (const size of sizes) {
    const full = Array.from({ length: size }, (_, index) => alike[index % alike.length] ?? 0);
    // At the last size all rows meet, as their lengths allow.
    const orders = [
      full,
      full.toReversed(),
      ...(size === scorer.maxBatchSize ? [[...alone.scores.keys()].reverse()] : []),
    ];
    for (const indices of orders) {
      const scored = await scorer.score(pickRows(rows, indices), { maxBatchSize: size, categories: true });
      if (!isSame(scored, alone, indices)) {
        throw new Error(`the score of a golden row depends on its neighbours at tensor-batch size ${size}`);
      }
    }
  }
  return sizes.length;
}

function sizesUpTo(most: number, costUs: number): number[] {
  const all = Array.from({ length: most }, (_, index) => index + 1);
  const step = Math.ceil((costUs * most * most) / BUDGET_US);
  return all.filter((size) => size <= FIRST_SIZES || size === most || size % step === 0);
}

function isSame(scored: OwnScored, alone: OwnScored, indices: readonly number[]): boolean {
  const names = alone.categories ? alone.categories.length / alone.scores.length : 0;
  return indices.every((index, row) => {
    if (!Object.is(scored.scores[row], alone.scores[index])) return false;
    for (let name = 0; name < names; name++) {
      if (!Object.is(scored.categories?.[row * names + name], alone.categories?.[index * names + name])) return false;
    }
    return true;
  });
}
