import fc from 'fast-check';
import { Planner } from './planner.fixture';

const START_MS = Date.parse('2026-03-28T12:00:00Z');

/** One instant as people write it: in UTC or with an offset, to the second, or as a Unix time. */
const written = fc
  .record({
    at: fc.integer({ min: 0, max: 200_000 }).map((seconds) => START_MS + seconds * 1_000),
    form: fc.oneof(fc.constantFrom('utc', 'seconds', 'milliseconds'), fc.integer({ min: -14 * 4, max: 14 * 4 })),
  })
  .map(({ at, form }) => ({ at, text: typeof form === 'number' ? withOffset(at, form * 15) : plain(at, form) }));

function plain(at: number, form: string): string {
  if (form === 'utc') return new Date(at).toISOString();
  return String(form === 'seconds' ? at / 1_000 : at);
}

function withOffset(at: number, minutes: number): string {
  const local = new Date(at + minutes * 60_000).toISOString().slice(0, 19);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${local}${minutes < 0 ? '-' : '+'}${two(hours)}:${two(rest)}`;
}

describe('the times of a file', () => {
  let planner: Planner;

  beforeAll(async () => {
    planner = await Planner.start();
  });
  afterAll(() => planner.stop());

  it('put the records of a session in order, whatever zones they are written in, whether they go backwards, and when all have one id', async () => {
    const record = fc.record({ session: fc.constantFrom('s1', 's2', 's3'), time: written });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 40 }), async (records) => {
        const lines = records.map(({ session, time }) => `same-id,hello,${session},${time.text}`);
        const csv = ['id,text,session_id,occurred_at', ...lines].join('\n');
        const { rows, ids, errors } = await planner.plan(csv);
        const expected = records
          .map(({ session, time }, i) => ({ session, at: time.at, row: i + 1 }))
          .sort((a, b) => a.session.localeCompare(b.session) || a.at - b.at || a.row - b.row);
        expect(rows.rows).toEqual(expected.map(({ row }) => row));
        expect(rows.at).toEqual(expected.map(({ at }) => at));
        expect([new Set(ids), errors]).toEqual([new Set(['same-id']), []]);
      }),
      { numRuns: 40 },
    );
  });
});
