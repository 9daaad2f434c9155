import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Planner } from './planner.fixture';
import { readChunk } from './read-chunk';
import { literal } from './sql';
import { writePlan } from './write-plan';

/** The most that the models of this repository take, in code points. */
const MOST = 10_000;
/** More than DuckDB hands on at a time. */
const ROWS = 2_500;
/** Two whole row groups, so that one is still held while the next one comes. */
const PARQUET_ROWS = 4_500;

const TEXTS = [
  { length: 3_000, of: 'ASCII', letter: 'x' },
  { length: MOST, of: 'ASCII', letter: 'x' },
  { length: MOST, of: 'three bytes a character', letter: 'あ' },
];

/** Of a worker, and of a gateway that validates. */
const LIMITS_MB = [192, 128];

const textOf = (i: number, letter: string, length: number): string => `${i} `.padEnd(length, letter);

function fileOf(format: 'csv' | 'ndjson', letter: string, length: number): string {
  const header = format === 'csv' ? ['id,session_id,text'] : [];
  const lines = Array.from({ length: ROWS }, (_, i) => {
    const record = { id: String(i), session_id: `s${i % 7}`, text: textOf(i, letter, length) };
    return format === 'csv' ? Object.values(record).join(',') : JSON.stringify(record);
  });
  return [...header, ...lines, ''].join('\n');
}

describe.each(LIMITS_MB)('a plan in %i MB', (limitMb) => {
  let planner: Planner;

  beforeEach(async () => {
    planner = await Planner.start(limitMb);
  });
  afterEach(() => planner.stop());

  const cases = TEXTS.flatMap((text) => (['csv', 'ndjson'] as const).map((format) => ({ format, ...text })));

  it.each(cases)('takes $format full of texts of $length, $of', async ({ format, letter, length }) => {
    for (const mode of ['sessions', 'rows'] as const) {
      const request = await planner.request(fileOf(format, letter, length), { format, mode });
      await planner.duckdb.exclusively(async (connection) => {
        expect(await writePlan(connection, request)).toEqual({ accepted: ROWS, rejected: 0 });
        const last = await readChunk(connection, request.rows, [ROWS - 1, ROWS], request.content);
        // The last session is s6.
        const expected = mode === 'rows' ? ROWS - 1 : ROWS - 1 - ((ROWS - 1 - 6) % 7);
        expect(last).toMatchObject({ rows: [expected + 1], content: [textOf(expected, letter, length)] });
      });
    }
  });

  /** A Parquet file of `sql`, made with more memory than there is for reading it. */
  async function parquet(sql: string): Promise<Buffer> {
    const path = join(planner.folder, 'made.parquet');
    const roomy = await Planner.start(2_048);
    const how = '(FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 2048)';
    await roomy.duckdb.connect((connection) => connection.run(`COPY (${sql}) TO ${literal(path)} ${how}`));
    await roomy.stop();
    return readFile(path);
  }

  it.each(TEXTS)('takes Parquet full of texts of $length, $of', async ({ letter, length }) => {
    const text = `rpad(range || ' ', ${length}, ${literal(letter)})`;
    const file = await parquet(`SELECT range::VARCHAR AS id, 7 AS more, ${text} AS text FROM range(${PARQUET_ROWS})`);
    const request = await planner.request(file, { format: 'parquet', mode: 'rows' });
    await planner.duckdb.exclusively(async (connection) => {
      expect(await writePlan(connection, request)).toEqual({ accepted: PARQUET_ROWS, rejected: 0 });
      const last = await readChunk(connection, request.rows, [PARQUET_ROWS - 1, PARQUET_ROWS], request.content);
      expect(last).toMatchObject({ rows: [PARQUET_ROWS], content: [textOf(PARQUET_ROWS - 1, letter, length)] });
    });
  });

  it('says what to do about a text that fits into no memory, and does not take the disk for full', async () => {
    const file = await parquet("SELECT repeat('x', 100000000) AS text");
    const request = await planner.request(file, { format: 'parquet', mode: 'rows' });
    await expect(planner.duckdb.exclusively((connection) => writePlan(connection, request))).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringContaining('too long') as string,
    });
  });
});
