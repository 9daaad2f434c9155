import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { csvText, csvTextSql } from './csv-text';
import { DuckDb } from './duckdb';

const FORMULA_STARTS = ['=', '+', '-', '@', '\t', '\r', '\0', '\uff1d', '\uff0b', '\uff0d', '\uff20'];
const SPECIAL = fc.constantFrom(...FORMULA_STARTS, '"', ',', '\n', "'", ';', ' ', 'a', '1', '\u{1F600}', '\u0301');
const TEXT = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: SPECIAL, maxLength: 6 }));

/** What a reader of RFC 4180 makes of a cell. */
function readCell(cell: string): string {
  if (!cell.startsWith('"')) {
    expect(cell).not.toMatch(/[",\r\n]/);
    return cell;
  }
  const inside = /^"((?:[^"]|"")*)"$/.exec(cell)?.[1];
  expect(inside).toMatch(/[",\r\n]/);
  return inside?.replaceAll('""', '"') ?? '';
}

describe('a text in a CSV', () => {
  let folder: string;
  let duckdb: DuckDb;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-csv-text-'));
    duckdb = new DuckDb({ tempDirectory: join(folder, 'spill'), memoryLimitMb: 64 });
  });
  afterAll(async () => {
    await duckdb.close();
    await rm(folder, { recursive: true, force: true });
  });

  const bySql = (text: string | null): Promise<unknown> =>
    duckdb.connect(async (connection) =>
      (await connection.runAndReadAll(`SELECT ${csvTextSql('$1::VARCHAR')}`, [text])).value(0, 0),
    );

  it('is read back as it was, or with an apostrophe before it when it looks like a formula', () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const isFormula = FORMULA_STARTS.some((start) => text.startsWith(start));
        expect(readCell(csvText(text))).toBe(isFormula ? `'${text}` : text);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['', ''],
    ['plain, really', '"plain, really"'],
    ['say "yes"', '"say ""yes"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ["it's 1=1", "it's 1=1"],
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://evil.example","x")', `"'=HYPERLINK(""http://evil.example"",""x"")"`],
    ['-', "'-"],
    ['\r', `"'\r"`],
  ])('%j is written as %j, by the SQL as well', async (text, cell) => {
    expect([csvText(text), await bySql(text)]).toEqual([cell, cell]);
  });

  it('is written by the SQL as by the code, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(TEXT, async (text) => {
        expect(await bySql(text)).toBe(csvText(text));
      }),
      { numRuns: 300 },
    );
  });

  it('is empty where there is none', async () => {
    expect(await bySql(null)).toBe('');
  });
});
