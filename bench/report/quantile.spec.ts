import fc from 'fast-check';
import { median, quantile } from './quantile';

describe('quantile', () => {
  it('is the smallest value that the share does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0, 0.5, 0.99, 1].map((q) => quantile(hundred, q))).toEqual([1, 50, 99, 100]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('lets at least the share of the values lie at or below it', () => {
    const values = fc.array(fc.integer(), { minLength: 1 }).map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (sorted, q) => {
        const below = sorted.filter((value) => value <= quantile(sorted, q)).length;
        expect(below).toBeGreaterThanOrEqual(sorted.length * q);
      }),
    );
  });
});

describe('median', () => {
  it('is the middle of the values in any order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2);
  });
});
