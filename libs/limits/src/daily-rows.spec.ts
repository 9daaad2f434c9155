import { DailyRows } from './daily-rows';
import { LimitStorage } from './limit-storage';

const HOUR_MS = 3_600_000;
const HALF_PAST_MIDNIGHT = Date.UTC(2026, 8, 22, 0, 30);

describe('DailyRows', () => {
  let nowMs: number;
  let rows: DailyRows;

  beforeEach(() => {
    nowMs = HALF_PAST_MIDNIGHT;
    const now = (): number => nowMs;
    rows = new DailyRows(new LimitStorage(1, undefined, now), 10, now);
  });

  it('are counted from midnight to midnight, each key its own', async () => {
    expect(await rows.take('a', 7)).toMatchObject({ allowed: true, remaining: 3, resetMs: 23.5 * HOUR_MS });
    expect(await rows.take('a', 4)).toMatchObject({ allowed: false, remaining: 3, resetMs: 23.5 * HOUR_MS });
    expect(await rows.take('b', 10)).toMatchObject({ allowed: true, remaining: 0 });
    nowMs += 23.5 * HOUR_MS - 1;
    expect(await rows.take('a', 4)).toMatchObject({ allowed: false, remaining: 3, resetMs: 1 });
    nowMs += 1;
    expect(await rows.take('a', 10)).toMatchObject({ allowed: true, remaining: 0, resetMs: 24 * HOUR_MS });
  });

  it('are looked at without counting one, and cannot be counted afterwards while Redis is away', async () => {
    const all = { allowed: true, remaining: 10, resetMs: 23.5 * HOUR_MS, isLocal: true };
    expect([await rows.look('a'), await rows.look('a')]).toEqual([all, all]);
    expect(await rows.spend('a', 3)).toBe(false);
    expect(await rows.take('a', 10)).toMatchObject({ allowed: true });
  });
});
