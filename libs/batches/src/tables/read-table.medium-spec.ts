import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDb } from './duckdb';
import { readTable, type TableRecord } from './read-table';

describe('readTable', () => {
  let folder: string;
  let duckdb: DuckDb;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-table-'));
    duckdb = new DuckDb({ tempDirectory: folder, memoryLimitMb: 256 });
  });
  afterAll(async () => {
    await duckdb.close();
    await rm(folder, { recursive: true });
  });

  async function read(name: string): Promise<TableRecord[]> {
    const records: TableRecord[] = [];
    for await (const part of readTable(duckdb, join(folder, name))) records.push(...part);
    return records;
  }

  async function readFrom(name: string, content: string | Buffer): Promise<TableRecord[]> {
    await writeFile(join(folder, name), content);
    return read(name);
  }

  it('reads CSV as strings: line ends and quotes in cells, names that differ in case, empty cells as null', async () => {
    const csv = '\uFEFFid;Text;text\n1;"a ""b""\nc";x\n2;;"e;f"\n';
    expect(await readFrom('a.csv', csv)).toEqual([
      { id: '1', Text: 'a "b"\nc', text: 'x' },
      { id: '2', Text: null, text: 'e;f' },
    ]);
  });

  it('reads gzipped files, in the order of the file, over many parts', async () => {
    const numbers = Array.from({ length: 10_000 }, (_, i) => String(i));
    const records = await readFrom('b.csv.gz', gzipSync(`n,m\n${numbers.map((n) => `${n},x`).join('\n')}\n`));
    expect(records.map(({ n }) => n)).toEqual(numbers);
  });

  it('keeps the types of NDJSON, and names a record that is no object', async () => {
    const line = '{"n":1.5,"s":"1","none":null,"yes":true}';
    expect(await readFrom('c.ndjson', `${line}\n\n${line}\n`)).toEqual(
      [1, 2].map(() => ({ n: 1.5, s: '1', none: null, yes: true })),
    );
    await expect(readFrom('d.jsonl', `${line}\n[1]\n`)).rejects.toThrow('Record 2 is not a JSON object');
    await expect(readFrom('e.jsonl', `{"n":\n`)).rejects.toThrow('Record 1 is not a JSON object');
  });

  it('reads Parquet with its types', async () => {
    const sql = `SELECT 7::BIGINT AS n, 0.5::FLOAT AS x, 'a' AS s, NULL::INTEGER AS none`;
    await duckdb.connect((connection) =>
      connection.run(`COPY (${sql}) TO '${join(folder, 'f.parquet')}' (FORMAT parquet)`),
    );
    expect(await read('f.parquet')).toEqual([{ n: 7, x: 0.5, s: 'a', none: null }]);
  });

  it('names the line that does not fit the header, and does not repeat it', async () => {
    const read = readFrom('i.csv', 'a,b\n1,2\nsecret,2,3\n');
    await expect(read).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: 'Line 3 of the file cannot be read: give it the columns of the header, and close its quotes.',
    });
  });

  it('refuses what it cannot read', async () => {
    await expect(readFrom('g.xlsx', 'PK')).rejects.toThrow('.csv');
    await expect(readFrom('h.csv', '')).rejects.toThrow('The file is empty');
    await expect(readFrom('j.parquet', 'PAR1')).rejects.toMatchObject({ code: 'INVALID_FILE' });
    await expect(readFrom('k.csv.gz', 'a,b\n1,2\n')).rejects.toMatchObject({ code: 'INVALID_FILE' });
    await expect(read('absent.csv.gz')).rejects.toThrow('ENOENT');
  });
});
