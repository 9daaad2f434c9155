import fc from 'fast-check';
import { aggregateRows } from './session-accumulator';
import { mergeAggregates, type ScoredRow } from './session-aggregate';
import { SESSION_FEATURES, sessionFeatures } from './session-features';
import { aRun, aScore, aThreshold, withRow } from './session-run.fixture';

const STREAK = SESSION_FEATURES.findIndex(({ name }) => name === 'longest_streak');
const featuresOf = (run: readonly ScoredRow[], threshold: number): number[] =>
  sessionFeatures(aggregateRows(run, threshold));

describe('the features of a session', () => {
  it('do not depend on how the session was cut', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.nat(), (run, threshold, choice) => {
        const at = choice % (run.length + 1);
        const [head, tail] = [run.slice(0, at), run.slice(at)].map((part) => aggregateRows(part, threshold));
        const merged = head && tail ? mergeAggregates(head, tail) : aggregateRows(run, threshold);
        expect(sessionFeatures(merged)).toEqual(featuresOf(run, threshold));
      }),
    );
  });

  it('never fall for one more flagged row, wherever it comes', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (run, t, at, share) => {
        const before = featuresOf(run, t);
        const after = featuresOf(withRow(run, at, Math.min(1, t + share * (1 - t))), t);
        expect(after.every((value, index) => value >= (before[index] ?? 0))).toBe(true);
      }),
    );
  });

  it('never fall for any other row, but for the streak that it may break', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.nat(), aScore(), (run, threshold, at, score) => {
        const before = featuresOf(run, threshold);
        const after = featuresOf(withRow(run, at, score), threshold);
        expect(after.every((value, index) => index === STREAK || value >= (before[index] ?? 0))).toBe(true);
      }),
    );
  });

  it('keep the range and the kind that is declared', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), (run, threshold) => {
        featuresOf(run, threshold).forEach((value, index) => {
          const { minimum, maximum, integer } = SESSION_FEATURES[index] ?? { minimum: 1, maximum: 0, integer: true };
          expect(value >= minimum && value <= (maximum ?? Number.MAX_VALUE)).toBe(true);
          expect(!integer || Number.isInteger(value)).toBe(true);
        });
      }),
    );
  });

  it('are what their names say', () => {
    const run = [0.1, 0.9, 0.725, 0.2].map((score, index) => ({ row: index + 1, score, at: null }));
    const features: Record<string, number> = Object.fromEntries(
      sessionFeatures(aggregateRows(run, 0.45)).map((value, index) => [SESSION_FEATURES[index]?.name ?? '', value]),
    );
    expect(features).toMatchObject({ events: 4, flagged: 2, longest_streak: 2 });
    expect(features).toMatchObject({ top_1: 0.9, top_2: 0.725, top_3: 0.2, top_4: 0.1, top_5: 0 });
    expect(features.score_sum).toBeCloseTo(1.925, 6);
    expect(features.excess_evidence).toBeCloseTo(-Math.log1p(-9 / 11) - Math.log1p(-0.5), 6);
    expect(features.score_evidence).toBeCloseTo(-Math.log(0.9 * 0.1 * 0.275 * 0.8), 6);
  });
});
