import fc from 'fast-check';
import { discrepancies, NOTHING_WRONG, type ScoredRow } from './exactly-once';

const run = (count: number): ScoredRow[] =>
  Array.from({ length: count }, (_, i) => ({ row: i + 1, id: `r${i + 1}`, score: i / count }));

describe('discrepancies', () => {
  it('finds none in the same rows in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(run(30), { minLength: 30 }), (found) => {
        expect(discrepancies(run(30), found)).toEqual(NOTHING_WRONG);
      }),
    );
  });

  it('names what is missing, twice, strange and changed', () => {
    const [first, second, , fourth] = run(4);
    if (first === undefined || second === undefined || fourth === undefined) throw new Error('four rows');
    const found = [first, first, { ...second, score: second.score + Number.EPSILON }, { ...fourth, id: 'other' }];
    const strangers = [
      { row: null, id: null, score: 0 },
      { row: 5, id: 'r5', score: 0 },
    ];
    expect(discrepancies(run(4), [...found, ...strangers])).toEqual({
      missing: [3],
      twice: [1],
      strangers: 2,
      changed: [2, 4],
    });
  });
});
