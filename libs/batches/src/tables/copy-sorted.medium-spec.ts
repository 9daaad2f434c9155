import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copySorted } from './copy-sorted';
import { Planner } from './planner.fixture';
import { literal } from './sql';
import { writePlan } from './write-plan';

describe('copySorted', () => {
  let planner: Planner;

  beforeEach(async () => {
    planner = await Planner.start(192);
  });
  afterEach(() => planner.stop());

  const rowsOf = (count: number, text: string): string =>
    `SELECT range AS n, 's-' || (hash(range) % 500) AS session_id, ${text} AS text FROM range(${count})`;

  it.each([
    ['short rows', 100_000, 'range::VARCHAR'],
    ['600 MB of long rows, with three times less memory', 60_000, 'repeat(hash(range)::VARCHAR, 550)'],
    ['long rows beside none', 20_000, "CASE WHEN range % 3 = 0 THEN repeat('é', 5000) END"],
  ])('sorts %s, each row once, and leaves nothing else behind', async (_, count, text) => {
    const to = join(planner.folder, 'sorted.parquet');
    const from = rowsOf(count, text);
    const same = await planner.duckdb.exclusively(async (connection) => {
      await copySorted(connection, { from, order: 'session_id, n', to });
      const rows = (sql: string): string => `SELECT n, session_id, md5(text) AS text FROM (${sql})`;
      const sorted = `SELECT n, session_id, text, row_number() OVER () AS place FROM (${rows(`SELECT * FROM read_parquet(${literal(to)})`)})`;
      const wanted = `SELECT n, session_id, text, row_number() OVER (ORDER BY session_id, n) AS place FROM (${rows(from)})`;
      const reader = await connection.runAndReadAll(
        `SELECT count(*)::INTEGER, count(*) FILTER (a.text IS NOT DISTINCT FROM b.text AND a.session_id = b.session_id)::INTEGER
         FROM (${sorted}) a JOIN (${wanted}) b USING (place, n)`,
      );
      return [reader.value(0, 0), reader.value(1, 0)];
    });
    expect(same).toEqual([count, count]);
    expect(await readdir(planner.folder)).toEqual(expect.not.arrayContaining(['sorted.parquet.parts']));
  });

  it('plans a file of long texts', async () => {
    const path = join(planner.folder, 'made.parquet');
    await planner.duckdb.connect((connection) =>
      connection.run(
        `COPY (SELECT 's-' || (range % 3000) AS session_id, repeat(hash(range)::VARCHAR, 450) AS text FROM range(40000))
         TO ${literal(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
      ),
    );
    const request = await planner.request(await readFile(path), { format: 'parquet' });
    const planned = await planner.duckdb.exclusively((connection) => writePlan(connection, request));
    expect(planned).toEqual({ accepted: 40_000, rejected: 0 });
  });
});
