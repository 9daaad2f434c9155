import fc from 'fast-check';
import { actionFor } from './action';
import { reasonsFor } from './row-reasons';
import { aScore } from './session-run.fixture';

const BANDS = { review: 0.45, block: 0.9 };

describe('reasons for one row', () => {
  it.each([
    [0.2, []],
    [0.45, ['SCORE_OVER_THRESHOLD']],
    [0.83, ['SCORE_OVER_THRESHOLD']],
    [0.9, ['SCORE_OVER_THRESHOLD', 'SCORE_OVER_BLOCK']],
  ])('of the score %p are %p', (score, reasons) => {
    expect(reasonsFor(score, 0.45, BANDS)).toEqual(reasons);
  });

  it('are given exactly when the row is flagged or not simply allowed', () => {
    fc.assert(
      fc.property(aScore(), aScore(), aScore(), aScore(), (score, threshold, one, other) => {
        const bands = { review: Math.min(one, other), block: Math.max(one, other) };
        const expected = score >= threshold || actionFor(score, bands) !== 'allow';
        expect(reasonsFor(score, threshold, bands).length > 0).toBe(expected);
      }),
    );
  });
});
