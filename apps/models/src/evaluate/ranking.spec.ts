import fc from 'fast-check';
import { bootstrap } from './bootstrap';
import type { JudgedRows } from './judged-rows';
import { Ranking } from './ranking';

interface Row {
  readonly score: number;
  readonly label: number;
  readonly weight: number;
}

/** Few distinct scores, so that most rows are tied with others. */
const row = fc.record({
  score: fc.integer({ min: 0, max: 12 }).map((step) => step / 12),
  label: fc.integer({ min: 0, max: 1 }),
  weight: fc.constantFrom(1, 2, 5),
});
const rowsOfBothClasses = fc
  .array(row, { minLength: 2, maxLength: 60 })
  .filter((rows) => new Set(rows.map(({ label }) => label)).size === 2);

const columns = (rows: readonly Row[]): JudgedRows => ({
  scores: Float64Array.from(rows, ({ score }) => score),
  labels: Uint8Array.from(rows, ({ label }) => label),
  weights: Float64Array.from(rows, ({ weight }) => weight),
});
const figuresOf = (rows: readonly Row[], threshold = 0.5) => new Ranking(columns(rows), threshold).figures();
const sum = (rows: readonly Row[]): number => rows.reduce((total, { weight }) => total + weight, 0);

function everyPair(rows: readonly Row[]): number {
  let [inOrder, pairs] = [0, 0];
  for (const positive of rows.filter(({ label }) => label === 1)) {
    for (const negative of rows.filter(({ label }) => label === 0)) {
      const weight = positive.weight * negative.weight;
      pairs += weight;
      if (positive.score > negative.score) inOrder += weight;
      if (positive.score === negative.score) inOrder += weight / 2;
    }
  }
  return inOrder / pairs;
}

/** Precision, recall and share of negatives flagged, by counting, at every score that occurs, highest first. */
function everyThreshold(rows: readonly Row[]): { precision: number; recall: number; falsely: number }[] {
  const positives = rows.filter(({ label }) => label === 1);
  const negatives = rows.filter(({ label }) => label === 0);
  const thresholds = [...new Set(rows.map(({ score }) => score))].sort((a, b) => b - a);
  return thresholds.map((threshold) => {
    const flagged = (some: readonly Row[]): number => sum(some.filter(({ score }) => score >= threshold));
    return {
      precision: flagged(positives) / flagged(rows),
      recall: flagged(positives) / sum(positives),
      falsely: flagged(negatives) / sum(negatives),
    };
  });
}

describe('Ranking', () => {
  it('gives the AUC that counting every pair gives, ties counting half', () => {
    fc.assert(
      fc.property(rowsOfBothClasses, (rows) => {
        expect(figuresOf(rows).auc).toBeCloseTo(everyPair(rows), 12);
      }),
    );
  });

  it('gives the average precision and the recall at 1 % false positives that trying every threshold gives', () => {
    fc.assert(
      fc.property(rowsOfBothClasses, (rows) => {
        const steps = everyThreshold(rows);
        const ap = steps.reduce((sum, { precision, recall }, i) => {
          return sum + precision * (recall - (steps[i - 1]?.recall ?? 0));
        }, 0);
        const allowed = steps.filter(({ falsely }) => falsely <= 0.01).map(({ recall }) => recall);
        expect(figuresOf(rows).ap).toBeCloseTo(ap, 12);
        expect(figuresOf(rows).recallAt1PctFpr).toBeCloseTo(Math.max(0, ...allowed), 12);
      }),
    );
  });

  it('counts a row of weight 2 like two rows', () => {
    fc.assert(
      fc.property(rowsOfBothClasses, (rows) => {
        const unfolded = rows.flatMap((one) => Array.from({ length: one.weight }, () => ({ ...one, weight: 1 })));
        const [weighted, counted] = [figuresOf(rows), figuresOf(unfolded)];
        for (const name of ['auc', 'ap', 'recallAt1PctFpr', 'ece', 'recall', 'balancedAccuracy'] as const) {
          expect(weighted[name]).toBeCloseTo(counted[name], 10);
        }
      }),
    );
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(rowsOfBothClasses, (rows) => {
        expect(figuresOf([...rows].reverse()).auc).toBeCloseTo(figuresOf(rows).auc, 12);
      }),
    );
  });

  it('finds no calibration error where every bin is as often positive as its scores say', () => {
    const rows = [0, 0, 0, 1].map((label) => ({ score: 0.25, label, weight: 1 }));
    expect(figuresOf(rows).ece).toBeCloseTo(0, 12);
    expect(figuresOf(rows.map((one) => ({ ...one, score: 0.75 }))).ece).toBeCloseTo(0.5, 12);
  });

  it('flags from the threshold on', () => {
    const rows = [0.2, 0.5, 0.8].map((score) => ({ score, label: score === 0.2 ? 0 : 1, weight: 1 }));
    expect(figuresOf(rows, 0.5)).toMatchObject({ precision: 1, recall: 1, balancedAccuracy: 1 });
    expect(figuresOf(rows, 0.81)).toMatchObject({ precision: NaN, recall: 0, balancedAccuracy: 0.5 });
  });

  it('has no AUC, no recall and no average precision without a positive row', () => {
    const rows = [0.1, 0.9].map((score) => ({ score, label: 0, weight: 1 }));
    expect(figuresOf(rows)).toMatchObject({ auc: NaN, ap: NaN, recallAt1PctFpr: NaN, recall: NaN });
  });
});

describe('bootstrap', () => {
  const rows = columns(
    Array.from({ length: 400 }, (_, i) => ({ score: (i % 97) / 97, label: i % 3 > 1 ? 1 : 0, weight: 1 })),
  );
  const ranking = new Ranking(rows, 0.5);

  it('gives the same intervals every time, around the figures', () => {
    const intervals = bootstrap(ranking, rows, 200);
    const { auc, recall } = ranking.figures();
    expect(bootstrap(ranking, rows, 200)).toEqual(intervals);
    expect(intervals.auc[0]).toBeLessThan(auc);
    expect(intervals.auc[1]).toBeGreaterThan(auc);
    expect(intervals.recall[0]).toBeLessThan(recall);
    expect(intervals.recall[1]).toBeGreaterThan(recall);
  });
});
