const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const PERIOD = /^(\d{1,6})([mhd])$/;
const DAY_OR_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Milliseconds of `90d`, `12h` or `30m`; null when the text is none of these. */
export function parsePeriod(text: string): number | null {
  const [, count, unit = ''] = PERIOD.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNIT_MS[unit] ?? NaN);
}

/**
 * Epoch milliseconds of the end of a period from now, or of a day or time of ISO 8601; a day alone begins at midnight UTC.
 * @throws Error unless it is in the future
 */
export function parseExpiry(text: string, nowMs: number): number {
  const periodMs = parsePeriod(text);
  const at = periodMs === null ? (DAY_OR_TIME.test(text) ? Date.parse(text) : NaN) : nowMs + periodMs;
  if (at > nowMs) return at;
  throw new Error('--expires takes a period such as 90d, 12h or 30m, or a day or time in the future: 2027-01-31.');
}
