import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Planner } from './planner.fixture';
import { literal } from './sql';
import { writePlan } from './write-plan';

describe('the bounds of a plan', () => {
  let planner: Planner;

  beforeEach(async () => {
    planner = await Planner.start();
  });
  afterEach(() => planner.stop());

  /** A Parquet file of `sql`. */
  async function parquet(sql: string): Promise<Buffer> {
    const path = join(planner.folder, 'made.parquet');
    await planner.duckdb.connect((connection) => connection.run(`COPY (${sql}) TO ${literal(path)} (FORMAT parquet)`));
    return readFile(path);
  }

  it('stop a Parquet file of one long text and a million references to it, before it is unpacked', async () => {
    const bomb = await parquet("SELECT repeat('x', 5000) AS text FROM range(1000000)");
    expect(bomb.length).toBeLessThan(1_000_000);
    const request = await planner.request(bomb, { format: 'parquet', mode: 'rows' });
    await expect(planner.duckdb.exclusively((connection) => writePlan(connection, request))).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringContaining('unpacks to') as string,
    });
  });

  it('stop a file with more records than are allowed after the first one too many, whatever is wrong with the others', async () => {
    const many = await parquet("SELECT CASE WHEN range % 2 = 0 THEN 'hello' END AS text FROM range(60000000)");
    const request = await planner.request(many, { format: 'parquet', mode: 'rows' });
    await expect(planner.duckdb.exclusively((connection) => writePlan(connection, request))).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: 'The file has more than 1000000 records. Split it.',
    });
  });

  it('lose no record of a large CSV where many long records are bad, nor what stands behind them', async () => {
    const good = `s,${'y'.repeat(97)}\n`;
    const bad = `s,${'x'.repeat(9_000)},a,b,c,d\n`;
    // DuckDB gives its scanners 8 MB each, and one looks for the record with which the next begins.
    const csv = `session_id,text\n${good.repeat(79_990)}${bad.repeat(120)}${good.repeat(5_000)}`;
    const request = await planner.request(csv, { mode: 'rows' });
    const planned = await planner.duckdb.exclusively((connection) => writePlan(connection, request));
    expect(planned).toEqual({ accepted: 84_990, rejected: 120 });
  });

  it('lose no record of NDJSON, which several scanners read, wherever lines that are too long stand', async () => {
    const good = `{"text":"${'y'.repeat(91)}"}\n`;
    const bad = `${'x'.repeat(70_000)}\n`;
    const huge = `${'x'.repeat(5_000_000)}\n`;
    for (const before of [10_210, 10_240, 10_280]) {
      const ndjson = `${good.repeat(before)}${bad.repeat(40)}${good.repeat(5_000)}`;
      for (const more of ['', huge]) {
        const request = await planner.request(`${ndjson}${more}${good}${more}`, { format: 'ndjson', mode: 'rows' });
        const planned = await planner.duckdb.exclusively((connection) => writePlan(connection, request));
        expect(planned).toEqual({ accepted: before + 5_001, rejected: more === '' ? 40 : 42 });
      }
    }
  });

  it.each([
    ['are not reached', 3, null],
    ['are passed by one', 2, 'INVALID_FILE'],
  ])('count bad records and those that cannot be read as well as good ones: %s', async (_, maxRows, code) => {
    const request = { ...(await planner.request('text,id\nhello,1\n"  ",2\na,b,c\n', { mode: 'rows' })), maxRows };
    const planned = planner.duckdb.exclusively((connection) => writePlan(connection, request));
    await (code === null
      ? expect(planned).resolves.toEqual({ accepted: 1, rejected: 2 })
      : expect(planned).rejects.toMatchObject({ code }));
  });
});
