import fc from 'fast-check';
import { aggregateRows } from './session-accumulator';
import type { ScoredRow } from './session-aggregate';
import { aRun, aScore, aThreshold, withRow } from './session-run.fixture';
import { sessionVerdict } from './session-verdict';

const BANDS = { review: 0.5, block: 0.9 };
const verdictOn = (rows: readonly ScoredRow[], threshold: number): ReturnType<typeof sessionVerdict> =>
  sessionVerdict(aggregateRows(rows, threshold), BANDS);
const scored = (...scores: number[]): ScoredRow[] =>
  scores.map((score, index) => ({ row: index + 1, score, at: null }));

describe('a session verdict by the formula', () => {
  it('never has a lower risk for one more flagged row', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (run, t, at, share) => {
        const flagged = Math.min(1, t + share * (1 - t));
        expect(verdictOn(withRow(run, at, flagged), t).risk).toBeGreaterThanOrEqual(verdictOn(run, t).risk);
      }),
    );
  });

  it('keeps its risk whatever rows under the threshold are added', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.nat(), aScore(), (run, t, at, score) => {
        fc.pre(score < t);
        expect(verdictOn(withRow(run, at, score), t).risk).toBe(verdictOn(run, t).risk);
      }),
    );
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), (run, threshold) => {
        const verdict = verdictOn(run, threshold);
        for (const value of [verdict.risk, verdict.noisy_or, verdict.mean_score, verdict.max_score]) {
          expect(value >= 0 && value <= 1).toBe(true);
        }
        expect(verdict.mean_score).toBeLessThanOrEqual(verdict.max_score);
        expect(verdict.longest_streak).toBeLessThanOrEqual(verdict.flagged);
        expect(verdict.flagged).toBeLessThanOrEqual(verdict.events);
        // Each row rounds its evidence by at most 2^-25, and the excess over a threshold never exceeds the score.
        expect(verdict.risk).toBeLessThanOrEqual(verdict.noisy_or + run.length * 2 ** -24);
      }),
    );
  });

  it('computes risk and noisy_or by their formulas', () => {
    fc.assert(
      fc.property(aRun(), fc.double({ min: 0, max: 0.99, noNaN: true }), (run, t) => {
        const clean = run.reduce((product, { score }) => product * (1 - Math.max(0, (score - t) / (1 - t))), 1);
        const cleanOfAll = run.reduce((product, { score }) => product * (1 - score), 1);
        const verdict = verdictOn(run, t);
        expect(Math.abs(verdict.risk - (1 - clean))).toBeLessThan(2e-6);
        expect(Math.abs(verdict.noisy_or - (1 - cleanOfAll))).toBeLessThan(2e-6);
      }),
    );
  });

  it('does not call a long harmless session risky, although noisy_or would', () => {
    const verdict = verdictOn(scored(...Array.from({ length: 30 }, () => 0.1)), 0.45);
    expect(verdict).toMatchObject({ risk: 0, action: 'allow', reasons: [], flagged: 0 });
    expect(verdict.noisy_or).toBeCloseTo(0.958, 3);
  });

  it('blocks on one certain row and says why', () => {
    expect(verdictOn(scored(0.1, 1, 0.1), 0.45)).toMatchObject({
      risk: 1,
      noisy_or: 1,
      action: 'block',
      reasons: ['RISK_OVER_BLOCK', 'HIGH_SCORE'],
      longest_streak: 1,
    });
  });

  it('reviews several weak signals and says why', () => {
    expect(verdictOn(scored(0.6, 0.6, 0.6), 0.45)).toMatchObject({
      action: 'review',
      reasons: ['RISK_OVER_REVIEW', 'REPEATED_FLAGS', 'FLAGGED_STREAK'],
    });
  });

  it('is empty for a session without rows', () => {
    expect(verdictOn([], 0.45)).toMatchObject({ events: 0, mean_score: 0, risk: 0, action: 'allow', top_rows: [] });
  });
});

describe('a session verdict by a session model', () => {
  const bands = { review: 0.4, block: 0.8 };

  it('takes risk, action and reasons from the risk given, and all else from the rows', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.double({ min: 0, max: 1, noNaN: true }), (run, threshold, risk) => {
        const aggregate = aggregateRows(run, threshold);
        const [byModel, byFormula] = [sessionVerdict(aggregate, bands, risk), sessionVerdict(aggregate, bands)];
        const action = risk >= 0.8 ? 'block' : risk >= 0.4 ? 'review' : 'allow';
        expect(byModel).toEqual({ ...byFormula, risk, action, reasons: byModel.reasons });
        expect(byModel.reasons.includes('RISK_OVER_BLOCK')).toBe(action === 'block');
        expect(byModel.reasons.includes('RISK_OVER_REVIEW')).toBe(action === 'review');
      }),
    );
  });

  it.each([Number.NaN, -0.1, 1.1])('refuses the risk %p', (risk) => {
    expect(() => sessionVerdict(aggregateRows(scored(0.9), 0.45), bands, risk)).toThrow(RangeError);
  });
});
