import type { ModelRows } from '@sluice/contracts';
import { countChars } from '../rows/count-chars';
import { pickRows } from '../rows/pick-rows';
import type { Scorer } from './scorer';

/** UTF-16 units; longer golden rows are edge cases and say nothing about a usual run. */
const TYPICAL_LENGTH = 500;

/**
 * Runs single rows until the code is compiled and the arena is grown.
 * @returns median milliseconds of one row alone, featurising included, over the later half of the runs
 */
export async function warmUp(scorer: Scorer, input: ModelRows, runs: number): Promise<number> {
  const rows = Array.from({ length: input.length }, (_, row) => pickRows(input, [row]));
  const typical = rows.filter((row) => countChars(row) <= TYPICAL_LENGTH);
  const sample = typical.length > 0 ? typical : rows.slice(0, 1);
  const timesMs: number[] = [];
  for (let run = 0; run < Math.max(2, runs); run++) {
    const startedMs = performance.now();
    await scorer.score(sample[run % sample.length] ?? []);
    timesMs.push(performance.now() - startedMs);
  }
  const later = timesMs.slice(Math.floor(timesMs.length / 2)).sort((a, b) => a - b);
  return later[Math.floor(later.length / 2)] ?? Infinity;
}
