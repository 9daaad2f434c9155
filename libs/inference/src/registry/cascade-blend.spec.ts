import fc from 'fast-check';
import { blendScores, isUncertain } from './cascade-blend';

/** Scores as models give them: rounded to 7 decimals. */
const score = fc.integer({ min: 0, max: 1e7 }).map((units) => units / 1e7);
const weights = fc.record({
  fast: fc.double({ min: 0, max: 3, noNaN: true }),
  deep: fc.double({ min: 0, max: 3, noNaN: true }),
  bias: fc.double({ min: -5, max: 5, noNaN: true }),
});

describe('blendScores', () => {
  it('is the sigmoid of the weighted logits', () => {
    // logit(0.8) = ln 4, logit(0.6) = ln 1.5; 0.5 ln 4 + 2 ln 1.5 - ln 2 = ln 2.25
    expect(blendScores(0.8, 0.6, { fast: 0.5, deep: 2, bias: -Math.LN2 })).toBe(0.6923077);
    expect(blendScores(0.5, 0.5, { fast: 1, deep: 1, bias: 0 })).toBe(0.5);
  });

  it('gives a probability of 7 decimals for all scores', () => {
    fc.assert(
      fc.property(score, score, weights, (fast, deep, blend) => {
        const blended = blendScores(fast, deep, blend);
        expect(blended >= 0 && blended <= 1).toBe(true);
        expect(Math.round(blended * 1e7) / 1e7).toBe(blended);
      }),
    );
  });

  it('rises with either score', () => {
    fc.assert(
      fc.property(score, score, score, weights, (a, b, other, blend) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(blendScores(low, other, blend)).toBeLessThanOrEqual(blendScores(high, other, blend));
        expect(blendScores(other, low, blend)).toBeLessThanOrEqual(blendScores(other, high, blend));
      }),
    );
  });

  it('gives the deep score back when the weights say so', () => {
    fc.assert(
      fc.property(score, score, (fast, deep) => {
        expect(blendScores(fast, deep, { fast: 0, deep: 1, bias: 0 })).toBeCloseTo(deep, 6);
      }),
    );
  });

  it('has no score for a row of which a member has none', () => {
    const blend = { fast: 1, deep: 1, bias: 0 };
    expect([blendScores(NaN, 0.5, blend), blendScores(0.5, NaN, blend)]).toEqual([NaN, NaN]);
  });
});

describe('isUncertain', () => {
  it('takes the lower edge of the band and leaves the upper one', () => {
    const band = { low: 0.25, high: 0.75 };
    const scores = [0, 0.2499999, 0.25, 0.5, 0.7499999, 0.75, 1, NaN];
    expect(scores.filter((one) => isUncertain(one, band))).toEqual([0.25, 0.5, 0.7499999]);
    expect(scores.filter((one) => isUncertain(one, { low: 0.5, high: 0.5 }))).toEqual([]);
  });
});
