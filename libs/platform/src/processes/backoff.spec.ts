import fc from 'fast-check';
import { Backoff } from './backoff';

const options = { firstMs: 100, mostMs: 5_000, healthyMs: 10_000 };

describe('Backoff', () => {
  it('doubles after each early death, up to a bound', () => {
    const backoff = new Backoff(options);
    const delays = Array.from({ length: 8 }, () => backoff.delayMs(0));
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('starts again after a healthy life', () => {
    const backoff = new Backoff(options);
    for (const lived of [0, 0, 0]) backoff.delayMs(lived);
    expect(backoff.delayMs(10_000)).toBe(100);
    expect(backoff.delayMs(9_999)).toBe(200);
  });

  it('is never shorter than the first pause nor longer than the bound', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 2_000 }), (lives) => {
        const backoff = new Backoff(options);
        for (const lived of lives) {
          const delay = backoff.delayMs(lived);
          expect(delay >= options.firstMs && delay <= options.mostMs).toBe(true);
        }
      }),
    );
  });
});
