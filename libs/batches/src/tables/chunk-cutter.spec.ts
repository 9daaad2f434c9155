import fc from 'fast-check';
import { ChunkCutter, type ChunkSize } from './chunk-cutter';

/** Sizes of the rows of each session, and of those without one. */
interface Plan {
  readonly most: ChunkSize;
  readonly sessions: readonly (readonly number[])[];
  readonly loose: readonly number[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const sizeOf = (rows: readonly number[]): ChunkSize => ({ rows: rows.length, bytes: sum(rows) });

/** As `cutChunks` does it with a table. */
function endsOf({ most, sessions, loose }: Plan): readonly number[] {
  const cutter = new ChunkCutter(most);
  const all = [...sessions.flat(), ...loose];
  for (const rows of sessions) cutter.addSession(sizeOf(rows));
  for (const bytes of loose) cutter.addRow(bytes);
  const ends = new Set(cutter.finish());
  for (const [start, end] of cutter.long) {
    const inside = new ChunkCutter(most, start);
    for (const bytes of all.slice(start, end)) inside.addRow(bytes);
    for (const cut of inside.finish()) ends.add(cut);
  }
  return [...ends].sort((a, b) => a - b);
}

const rowsOf = (count: number, bytes = 1): number[] => Array.from({ length: count }, () => bytes);
const endsByRows = (most: number, sessions: readonly number[], loose = 0): readonly number[] =>
  endsOf({
    most: { rows: most, bytes: 1_000 },
    sessions: sessions.map((rows) => rowsOf(rows)),
    loose: rowsOf(loose),
  });

const anyPlan = fc.record({
  most: fc.record({ rows: fc.integer({ min: 1, max: 20 }), bytes: fc.integer({ min: 1, max: 200 }) }),
  sessions: fc.array(fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 100, size: 'max' }), { maxLength: 9 }),
  loose: fc.array(fc.nat({ max: 40 }), { maxLength: 60, size: 'max' }),
});

/** Sizes of the rows of each chunk. */
function chunksOf(plan: Plan): number[][] {
  const all = [...plan.sessions.flat(), ...plan.loose];
  const ends = endsOf(plan);
  expect(ends.at(-1) ?? 0).toBe(all.length);
  return ends.map((end, i) => all.slice(ends[i - 1] ?? 0, end));
}

/** A single row may be longer. */
const isWithin = (chunk: readonly number[], rows: number, bytes: number): boolean =>
  chunk.length > 0 && chunk.length <= rows && (sum(chunk) <= bytes || chunk.length === 1);

const isShort = ({ rows, bytes }: ChunkSize, most: ChunkSize): boolean =>
  rows <= 4 * most.rows && bytes <= 4 * most.bytes;

describe('ChunkCutter', () => {
  it('ends a chunk at the first session boundary after its rows', () => {
    expect(endsByRows(10, [4, 4, 4, 20, 3])).toEqual([12, 32, 35]);
  });

  it('cuts a session that is longer than four chunks, and only that', () => {
    expect(endsByRows(10, [5, 40, 41, 2])).toEqual([45, 55, 65, 75, 85, 86, 88]);
  });

  it('cuts rows without a session anywhere', () => {
    expect(endsByRows(10, [4], 25)).toEqual([10, 20, 29]);
    expect(endsByRows(10, [])).toEqual([]);
  });

  it('ends a chunk by its bytes where rows are long', () => {
    const most = { rows: 10, bytes: 100 };
    expect(endsOf({ most, sessions: [rowsOf(2, 40), rowsOf(2, 40), rowsOf(1, 10)], loose: [] })).toEqual([4, 5]);
    expect(endsOf({ most, sessions: [rowsOf(9, 50), [1]], loose: [] })).toEqual([2, 4, 6, 8, 9, 10]);
    expect(endsOf({ most, sessions: [], loose: [60, 60, 40, 500, 1, 1] })).toEqual([1, 3, 4, 6]);
  });

  it('covers every row once, in chunks of less than five times what is wanted, and splits no short session', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { most, sessions } = plan;
        const tooLong = chunksOf(plan).filter((chunk) => !isWithin(chunk, 5 * most.rows - 1, 5 * most.bytes - 1));
        expect(tooLong).toEqual([]);
        const ends = endsOf(plan);
        let start = 0;
        for (const rows of sessions) {
          const inside = ends.filter((end) => end > start && end < start + rows.length);
          if (isShort(sizeOf(rows), most)) expect(inside).toEqual([]);
          start += rows.length;
        }
      }),
    );
  });

  it('keeps to rows and bytes between rows without a session, and in a session that is cut', () => {
    fc.assert(
      fc.property(anyPlan, ({ most, sessions, loose }) => {
        const long = sessions.filter((rows) => !isShort(sizeOf(rows), most));
        for (const plan of [{ sessions: [], loose }, ...long.map((rows) => ({ sessions: [rows], loose: [] }))]) {
          const chunks = chunksOf({ most, ...plan });
          expect(chunks.filter((chunk) => !isWithin(chunk, most.rows, most.bytes))).toEqual([]);
        }
      }),
    );
  });

  it('cuts by rows alone where rows are short', () => {
    fc.assert(
      fc.property(anyPlan, ({ most: { rows }, sessions, loose }) => {
        const cut = (bytes: number, of: number): readonly number[] =>
          endsOf({
            most: { rows, bytes },
            sessions: sessions.map(({ length }) => rowsOf(length, of)),
            loose: rowsOf(loose.length, of),
          });
        expect(cut(100 * rows, 100)).toEqual(cut(1, 0));
      }),
    );
  });
});
