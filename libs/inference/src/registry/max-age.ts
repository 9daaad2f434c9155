/** What waits too long by the pace of the runs is refused when it comes. This is for a pace that misjudged: an answer now is worth more than a score later. */
const LEAST_MS = 2_000;
/** A model that takes milliseconds a row has callers who know it: they wait as long as ten full requests take. */
const ROWS = 1_000;

/** How long a call may wait before a model, in milliseconds. @param costUs of one row, as the manifest has it */
export function maxAgeMs(costUs: number): number {
  return Math.max(LEAST_MS, (ROWS * costUs) / 1_000);
}
