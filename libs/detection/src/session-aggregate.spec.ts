import fc from 'fast-check';
import { aggregateRow, aggregateRows } from './session-accumulator';
import { mergeAggregates, type ScoredRow, type SessionAggregate } from './session-aggregate';
import { aRun, aThreshold } from './session-run.fixture';

const bytes = (aggregate: SessionAggregate): string => JSON.stringify(aggregate);
const rowsOf = (...scores: number[]): ScoredRow[] =>
  scores.map((score, index) => ({ row: index + 1, score, at: 1_000 * index }));

describe('a session aggregate', () => {
  it('has the same bytes for every cut of the run into segments and every order of merging', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), fc.infiniteStream(fc.nat()), (run, threshold, choices) => {
        let segments = cut(run, choices).map((segment) => aggregateRows(segment, threshold));
        while (segments.length > 1) segments = mergeOnePair(segments, next(choices));
        expect(bytes(segments[0] ?? aggregateRows([], threshold))).toBe(bytes(aggregateRows(run, threshold)));
      }),
    );
  });

  it('survives JSON between merges', () => {
    fc.assert(
      fc.property(aRun(), aRun(), aThreshold(), (left, right, threshold) => {
        const reread = JSON.parse(bytes(aggregateRows(left, threshold))) as SessionAggregate;
        const merged = mergeAggregates(reread, aggregateRows(right, threshold));
        expect(bytes(merged)).toBe(bytes(aggregateRows([...left, ...right], threshold)));
      }),
    );
  });

  it('equals the rows one by one, merged', () => {
    const run = rowsOf(0.1, 0.9, 0.5, 1, 0.2);
    const merged = run.map((row) => aggregateRow(row, 0.45)).reduce(mergeAggregates);
    expect(merged).toEqual(aggregateRows(run, 0.45));
  });

  it('agrees with a plain reading of its definition', () => {
    fc.assert(
      fc.property(aRun(), aThreshold(), (run, threshold) => {
        const aggregate = aggregateRows(run, threshold);
        const flags = run.map(({ score }) => score >= threshold);
        const times = run.map(({ at }) => at).filter((at) => at !== null);
        const top = [...run].sort((a, b) => b.score - a.score || a.row - b.row).slice(0, 5);
        expect(aggregate).toMatchObject({
          events: run.length,
          flagged: flags.filter(Boolean).length,
          max_score: Math.max(0, ...run.map(({ score }) => score)),
          first_at: times[0] ?? null,
          last_at: times.at(-1) ?? null,
          streak: { best: longestRunOfTrue(flags) },
          top_rows: top.map(({ row, score }) => ({ row, score })),
        });
      }),
    );
  });

  it('joins a streak that a cut went through', () => {
    const left = aggregateRows(rowsOf(0.1, 0.9, 0.9), 0.45);
    const right = aggregateRows(rowsOf(0.9, 0.1, 0.9), 0.45);
    expect(mergeAggregates(left, right).streak).toEqual({ length: 6, prefix: 0, suffix: 1, best: 3 });
  });

  it('keeps its sums exact integers over a million rows that are all certain', () => {
    const certain = aggregateRows(
      Array.from({ length: 1_000 }, (_, index) => ({ row: index, score: 1, at: null })),
      0.45,
    );
    const million = Array.from({ length: 1_000 }, () => certain).reduce(mergeAggregates);
    expect(million.score_sum).toBe(1e6 * 2 ** 24);
    expect(Number.isSafeInteger(million.excess_evidence)).toBe(true);
    expect(Number.isSafeInteger(million.score_evidence)).toBe(true);
  });

  it.each([Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY])('refuses the score %p', (score) => {
    expect(() => aggregateRows([{ row: 1, score, at: null }], 0.45)).toThrow(RangeError);
  });
});

function next(choices: Iterator<number, unknown>): number {
  const { value } = choices.next();
  return typeof value === 'number' ? value : 0;
}

function cut(run: readonly ScoredRow[], choices: Iterator<number, unknown>): ScoredRow[][] {
  const segments: ScoredRow[][] = [];
  for (let start = 0; start < run.length;) {
    const length = 1 + (next(choices) % 7);
    segments.push(run.slice(start, start + length));
    start += length;
  }
  return segments;
}

function mergeOnePair(segments: SessionAggregate[], choice: number): SessionAggregate[] {
  const at = choice % (segments.length - 1);
  const [left, right] = segments.slice(at, at + 2);
  return left && right ? segments.toSpliced(at, 2, mergeAggregates(left, right)) : segments;
}

function longestRunOfTrue(flags: readonly boolean[]): number {
  const runs = flags
    .map((flag) => (flag ? '1' : ' '))
    .join('')
    .split(' ');
  return Math.max(...runs.map((run) => run.length));
}
