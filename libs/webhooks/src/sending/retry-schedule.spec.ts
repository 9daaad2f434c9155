import fc from 'fast-check';
import { RETRY_DELAYS_MS, retryDelayMs } from './retry-schedule';

const HOUR_MS = 3_600_000;

describe('the schedule of retries', () => {
  it('is that of Standard Webhooks: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h', () => {
    const hours = RETRY_DELAYS_MS.map((delayMs) => delayMs / HOUR_MS);
    expect(hours).toEqual([5 / 3_600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]);
  });

  it('adds up to a fifth by chance and never comes early', () => {
    const failed = fc.integer({ min: 1, max: RETRY_DELAYS_MS.length });
    fc.assert(
      fc.property(failed, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempts, chance) => {
        const [least = 0, delayMs = 0] = [RETRY_DELAYS_MS[attempts - 1], retryDelayMs(attempts, chance) ?? undefined];
        expect(delayMs).toBeGreaterThanOrEqual(least);
        expect(delayMs).toBeLessThanOrEqual(least * 1.2);
      }),
    );
  });

  it('ends', () => {
    expect(retryDelayMs(RETRY_DELAYS_MS.length + 1, 0)).toBeNull();
  });
});
