import fc from 'fast-check';
import type { BatchPlan } from './batch-records';
import { isPartOfSplit, piecesOf, positionsOf, rowsOf, type PieceId } from './pieces';

const planOf = (...chunk_ends: number[]): BatchPlan => ({
  ...{ attempt: 'a', started_at: 0, planned_at: 0, rows: 'r', errors: 'e', rejected: 0, sessions: 0 },
  chunk_ends,
});
const NONE: ReadonlySet<PieceId> = new Set();
const PLANS = fc
  .array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 4 })
  .map((rows) => planOf(...rows.map((_, i) => rows.slice(0, i + 1).reduce((a, b) => a + b))));

describe('pieces of a plan', () => {
  it('are its chunks, each from the end of the one before', () => {
    const plan = planOf(100, 250, 251);
    expect([...piecesOf(plan, NONE, NONE)]).toEqual(['0', '1', '2']);
    expect(['0', '1', '2'].map((piece) => positionsOf(plan, piece))).toEqual([
      [0, 100],
      [100, 250],
      [250, 251],
    ]);
    expect(['0', '1', '2', '3', '-1', 'x'].map((piece) => rowsOf(plan, piece))).toEqual([100, 150, 1, 0, 0, 0]);
    expect(['3', '-1', '', 'x', '0.16'].map((piece) => positionsOf(plan, piece))).toEqual([
      ...[null, null, [0, 100], null, null],
    ]);
  });

  it('split into at most sixteen parts of equal size, in order', () => {
    const plan = planOf(32, 40);
    const split = new Set(['0', '1', '0.3']);
    const sixteen = Array.from({ length: 16 }, (_, i) => `0.${i}`);
    expect([...piecesOf(plan, NONE, split)]).toEqual([
      ...sixteen.slice(0, 3),
      ...['0.3.0', '0.3.1'],
      ...sixteen.slice(4),
      ...Array.from({ length: 8 }, (_, i) => `1.${i}`),
    ]);
    expect(positionsOf(plan, '0.3')).toEqual([6, 8]);
    expect(positionsOf(plan, '0.3.1')).toEqual([7, 8]);
    expect(positionsOf(plan, '0.3.2')).toBeNull();
    expect(positionsOf(plan, '1.7')).toEqual([39, 40]);
    expect(positionsOf(plan, '1.8')).toBeNull();
  });

  it('count as a whole when they were committed after all', () => {
    const split = new Set(['0', '0.1']);
    expect([...piecesOf(planOf(3), new Set(['0']), split)]).toEqual(['0']);
    expect([...piecesOf(planOf(48), new Set(['0.1']), split)]).toHaveLength(16);
    expect([...piecesOf(planOf(3), new Set(['0.0']), new Set(['0']))]).toEqual(['0.0', '0.1', '0.2']);
  });

  it('hold every row once, in order, whatever was split and committed', () => {
    fc.assert(
      fc.property(PLANS, fc.func<[PieceId], number>(fc.nat(9)), (plan, draw) => {
        // Four pieces of ten are split, and one in ten was committed: the same number for a piece every time.
        const split = { has: (piece: PieceId) => draw(piece) < 4 && rowsOf(plan, piece) > 1 };
        const committed = { has: (piece: PieceId) => draw(piece) === 0 };
        let next = 0;
        for (const piece of piecesOf(plan, committed, split)) {
          const [start, end] = positionsOf(plan, piece) ?? [NaN, NaN];
          expect(start).toBe(next);
          expect(end - start).toBe(rowsOf(plan, piece));
          expect(end).toBeGreaterThan(start);
          expect(committed.has(piece) || !split.has(piece)).toBe(true);
          next = end;
        }
        expect(next).toBe(plan.chunk_ends.at(-1));
      }),
    );
  });

  it('are named after what they are part of', () => {
    expect(['12', '12.3', '12.3.0'].map(isPartOfSplit)).toEqual([false, true, true]);
  });
});
