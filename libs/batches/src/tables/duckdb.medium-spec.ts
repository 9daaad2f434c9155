import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb } from './duckdb';

describe('DuckDb', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-duckdb-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('spills what does not fit its memory into a folder that is not there yet', async () => {
    const duckdb = new DuckDb({ tempDirectory: join(folder, 'data', 'spill'), memoryLimitMb: 48 });
    const rows = await duckdb.connect(async (connection) => {
      await connection.run(
        'CREATE TEMP TABLE t AS SELECT range AS n, hash(range)::VARCHAR AS text FROM range(2_000_000)',
      );
      const sorted = `SELECT count(*)::INTEGER FROM (SELECT *, row_number() OVER (ORDER BY text) AS k FROM t) WHERE k > 0`;
      return (await connection.runAndReadAll(sorted)).value(0, 0);
    });
    await duckdb.close();
    expect(rows).toBe(2_000_000);
  });
});
