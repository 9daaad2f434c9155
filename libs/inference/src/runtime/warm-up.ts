import type { ModelRows } from '@sluice/contracts';
import { countChars } from '../rows/count-chars';
import { pickRows } from '../rows/pick-rows';
import type { Scorer } from './scorer';

/** UTF-16 units; longer golden rows are edge cases and say nothing about a usual run. */
const TYPICAL_LENGTH = 500;

/**
 * Runs single rows until the code is compiled and the arena is grown.
 * @returns milliseconds of a typical row alone, featurising included: the median over the rows of each one's fastest run
 */
export async function warmUp(
  scorer: Pick<Scorer, 'score'>,
  input: ModelRows,
  runs: number,
  now: () => number = () => performance.now(),
): Promise<number> {
  const rows = Array.from({ length: input.length }, (_, row) => pickRows(input, [row]));
  const typical = rows.filter((row) => countChars(row) <= TYPICAL_LENGTH);
  const sample = typical.length > 0 ? typical : rows.slice(0, 1);
  // The fastest, because a busy machine only adds: medians of all runs once sent a model of 50 µs to the threads for good.
  const fastestMs = new Float64Array(sample.length).fill(Infinity);
  for (let run = 0; run < Math.max(2, runs); run++) {
    const row = run % sample.length;
    const startedMs = now();
    await scorer.score(sample[row] ?? []);
    fastestMs[row] = Math.min(fastestMs[row] ?? Infinity, now() - startedMs);
  }
  const measured = fastestMs.filter(Number.isFinite).sort();
  return measured[Math.floor(measured.length / 2)] ?? Infinity;
}
