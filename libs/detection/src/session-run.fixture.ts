import fc from 'fast-check';
import type { ScoredRow } from './session-aggregate';

/** A score in [0, 1], often exactly at an edge. */
export const aScore = (): fc.Arbitrary<number> =>
  fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.1, 0.45, 0.5, 1 - 2 ** -53, 1));

/** A model's threshold, among them both ends. */
export const aThreshold = (): fc.Arbitrary<number> =>
  fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.45, 1));

/** A run of up to 40 rows, some without a time. */
export const aRun = (): fc.Arbitrary<ScoredRow[]> =>
  fc
    .array(fc.record({ score: aScore(), at: fc.option(fc.integer({ min: 0, max: 4e12 })) }), { maxLength: 40 })
    .map((rows) => rows.map((row, index) => ({ row: ((index * 7) % 41) + 1, ...row })));

/** The run with one more row, at the place that `at` chooses. */
export const withRow = (run: readonly ScoredRow[], at: number, score: number): ScoredRow[] =>
  run.toSpliced(at % (run.length + 1), 0, { row: 1_000, score, at: null });
