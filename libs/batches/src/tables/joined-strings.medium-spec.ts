import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import fc from 'fast-check';
import { DuckDb } from './duckdb';
import { joinedStrings } from './joined-strings';

describe('joinedStrings', () => {
  let folder: string;
  let duckdb: DuckDb;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-joined-'));
    duckdb = new DuckDb({ tempDirectory: folder, memoryLimitMb: 128 });
  });
  afterAll(async () => {
    await duckdb.close();
    await rm(folder, { recursive: true });
  });

  const read = (rows: readonly (string | null)[]): ReturnType<typeof joinedStrings> =>
    duckdb.connect(async (connection) => {
      await connection.run('CREATE TEMP TABLE texts (k BIGINT, text VARCHAR)');
      const appender = await connection.createAppender('texts');
      for (const [k, text] of rows.entries()) {
        appender.appendBigInt(BigInt(k));
        if (text === null) appender.appendNull();
        else appender.appendVarchar(text);
        appender.endRow();
      }
      appender.closeSync();
      return joinedStrings(connection, ['text', 'upper(NULL)'], 'texts', 'k');
    });

  it('gives every value in order: empty ones, missing ones, and those of all scripts', async () => {
    const text = fc.oneof(
      fc.constantFrom('', '=', '==x', ' '),
      fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text), { maxLength: 40 }), async (rows) => {
        const missing = rows.map(() => null);
        expect([...((await read(rows))?.values() ?? [])]).toEqual([rows, missing]);
      }),
      { numRuns: 60 },
    );
  });

  it('gives up where a value holds what separates them', async () => {
    expect(await read(['a', 'b\0c'])).toBeNull();
  });

  it('gives up where they do not fit into the memory of DuckDB', async () => {
    const from = "(SELECT range AS k, repeat('x', 10000) AS text FROM range(16384))";
    expect(await duckdb.connect((connection) => joinedStrings(connection, ['text'], from, 'k'))).toBeNull();
  });
});
