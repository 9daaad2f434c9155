const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];

/** Pauses after the first, second, … failed attempt, in milliseconds: the schedule that Standard Webhooks recommends, three days in all. */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** Share of a pause that chance adds, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * The pause before the next attempt in milliseconds, null when there is none.
 * @param failed attempts of the series that failed, at least 1
 * @param chance in [0, 1)
 */
export function retryDelayMs(failed: number, chance: number): number | null {
  const delayMs = RETRY_DELAYS_MS[failed - 1];
  return delayMs === undefined ? null : Math.round(delayMs * (1 + JITTER * chance));
}
