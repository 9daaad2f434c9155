import fc from 'fast-check';
import { ChunkCutter } from './chunk-cutter';

const endsOf = (chunkRows: number, sessions: readonly number[], loose = 0): readonly number[] => {
  const cutter = new ChunkCutter(chunkRows);
  for (const rows of sessions) cutter.addSession(rows);
  cutter.addLoose(loose);
  return cutter.finish();
};

describe('ChunkCutter', () => {
  it('ends a chunk at the first session boundary after its rows', () => {
    expect(endsOf(10, [4, 4, 4, 20, 3])).toEqual([12, 32, 35]);
  });

  it('cuts a session that is longer than four chunks, and only that', () => {
    expect(endsOf(10, [5, 40, 41, 2])).toEqual([45, 55, 65, 75, 85, 86, 88]);
  });

  it('cuts rows without a session anywhere', () => {
    expect(endsOf(10, [4], 25)).toEqual([10, 20, 29]);
    expect(endsOf(10, [])).toEqual([]);
  });

  it('covers every row once, in chunks of at most five times the wanted rows, and splits no short session', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 300 })),
        fc.nat({ max: 200 }),
        (chunkRows, sessions, loose) => {
          const ends = endsOf(chunkRows, sessions, loose);
          const total = sessions.reduce((a, b) => a + b, loose);
          expect(ends.at(-1) ?? 0).toBe(total);
          ends.forEach((end, i) => {
            const rows = end - (ends[i - 1] ?? 0);
            expect(rows > 0 && rows < 5 * chunkRows).toBe(true);
          });
          let start = 0;
          for (const rows of sessions) {
            const inside = ends.filter((end) => end > start && end < start + rows);
            if (rows <= 4 * chunkRows) expect(inside).toEqual([]);
            start += rows;
          }
        },
      ),
    );
  });
});
