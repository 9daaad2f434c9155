import { createHash, type Hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { DuckDb, ResultReader, type BatchRef } from '@sluice/batches';
import { InProcess } from './in-process.fixture';

/** What the gateway gives all its readers together. */
const MEMORY_MB = 128;
const SEVERAL = 4;

type TextFormat = 'csv' | 'ndjson';
const TEXT_FORMATS: readonly TextFormat[] = ['csv', 'ndjson'];

/** A text of so many bytes that no other row has and that does not compress well. */
function noteOf(row: number, bytes: number): string {
  const words: string[] = [];
  for (let left = bytes; left > 0; left -= 64)
    words.push(createHash('sha256').update(`${row}.${left}`).digest('hex').slice(0, left));
  return words.join('');
}

const noteIn = (line: string, format: TextFormat): string =>
  format === 'csv' ? (line.split(',')[7] ?? '') : (JSON.parse(line) as { note: string }).note;

/** Adds the notes of a text to a hash. @returns how many there are */
async function addNotes(hash: Hash, body: Readable, format: TextFormat): Promise<number> {
  let [rest, lines] = ['', 0];
  for await (const part of body) {
    const some = `${rest}${String(part)}`.split('\n');
    rest = some.pop() ?? '';
    for (const line of some) if (lines++ > 0 || format === 'ndjson') hash.update(noteIn(line, format));
  }
  return format === 'csv' ? lines - 1 : lines;
}

const toSeveral = (read: () => Promise<string>): Promise<string[]> =>
  Promise.all(Array.from({ length: SEVERAL }, read));

describe.each([
  ['60 kB a row', 500, () => 60_000],
  ['8 kB a row', 4_000, () => 8_000],
  ['2 kB a row', 10_500, () => 2_000],
  ['long rows behind many short ones', 31_500, (row: number) => (row < 30_000 ? 20 : 40_000)],
])('results of %s', (_, rows, bytesOf) => {
  let steps: InProcess;
  let folder: string;
  let duckdb: DuckDb;
  let reader: ResultReader;
  let batch: BatchRef;
  let all: string[];

  beforeAll(async () => {
    steps = await InProcess.start();
    folder = await mkdtemp(join(tmpdir(), 'sluice-long-rows-'));
    duckdb = new DuckDb({ tempDirectory: folder, memoryLimitMb: MEMORY_MB });
    reader = new ResultReader(steps.resources.store, duckdb, steps.resources.risks);
    const hash = createHash('sha256');
    const records = Array.from({ length: rows }, (__, row) => {
      const note = noteOf(row, bytesOf(row));
      hash.update(note);
      return `hello ${row},${note}\n`;
    });
    all = Array<string>(SEVERAL).fill(hash.digest('hex'));
    batch = await steps.accept(`text,note\n${records.join('')}`, 16_384, 'abuse', {}, null, ['note']);
    const chunks = await steps.plan(batch);
    for (let chunk = 0; chunk < chunks; chunk++) await steps.score(batch, chunk);
  });
  afterAll(async () => {
    await duckdb.close();
    await steps.stop();
    await rm(folder, { recursive: true });
  });

  async function download(format: TextFormat): Promise<string> {
    const hash = createHash('sha256');
    const document = await reader.open(batch, { view: 'rows', format });
    await addNotes(hash, await document.whole(), format);
    return hash.digest('hex');
  }

  async function turnPages(format: TextFormat): Promise<string> {
    const hash = createHash('sha256');
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const { body, next } = await reader.page(batch, { view: 'rows', format }, cursor, 10_000);
      const count = await addNotes(hash, body, format);
      if (next !== null) expect(count).toBe(10_000);
      cursor = next;
    }
    return hash.digest('hex');
  }

  it('stream to several at once while the batch runs', async () => {
    expect(await toSeveral(() => download('ndjson'))).toEqual(all);
  });

  describe('that are final', () => {
    beforeAll(async () => {
      expect(await steps.finish(batch)).toMatchObject({ state: 'completed', counts: { succeeded: rows } });
    });

    it.each(TEXT_FORMATS)('stream as %s to several at once', async (format) => {
      expect(await toSeveral(() => download(format))).toEqual(all);
    });

    it.each(TEXT_FORMATS)('come in pages of %s to several at once', async (format) => {
      expect(await toSeveral(() => turnPages(format))).toEqual(all);
    });

    it('are made Parquet for several at once, filtered or not', async () => {
      const filters = [{}, { minScore: 0 }, { minScore: 0 }, {}];
      const bodies = await Promise.all(
        filters.map(async (filter) => {
          const document = await reader.open(batch, { view: 'rows', format: 'parquet', filter });
          return buffer(await document.whole());
        }),
      );
      for (const [i, body] of bodies.entries()) {
        const path = join(folder, `${i}.parquet`);
        await writeFile(path, body);
        const notes = `SELECT sha256(string_agg(sha256(note), '' ORDER BY "row")) FROM read_parquet('${path}')`;
        const inOrder = `SELECT count(*)::INTEGER FROM read_parquet('${path}', file_row_number = true) WHERE "row" = file_row_number + 1`;
        const [count, digest] = await duckdb.connect(async (connection) => [
          (await connection.runAndReadAll(inOrder)).value(0, 0),
          (await connection.runAndReadAll(notes)).value(0, 0),
        ]);
        const expected = createHash('sha256');
        for (let row = 0; row < rows; row++)
          expected.update(
            createHash('sha256')
              .update(noteOf(row, bytesOf(row)))
              .digest('hex'),
          );
        expect([count, digest]).toEqual([rows, expected.digest('hex')]);
      }
    });
  });
});
