import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import { readCsvHeader } from './csv-header';
import type { DuckDb } from './duckdb';
import { HEAD_BYTES } from './file-head';
import { literal } from './sql';

/** One record by column name. Cells of CSV are strings, an empty one is null; values of NDJSON and Parquet have their own types. */
export type TableRecord = Readonly<Record<string, unknown>>;

/** Longest record of a text file, in bytes. */
const MAX_RECORD_BYTES = 4 * 1024 * 1024;

type Reader = (connection: DuckDBConnection, path: string) => AsyncGenerator<readonly TableRecord[]>;

const READERS: readonly (readonly [name: RegExp, reader: Reader])[] = [
  [/\.csv(\.gz)?$/i, readCsv],
  [/\.(ndjson|jsonl)(\.gz)?$/i, readNdjson],
  [/\.parquet$/i, readParquet],
];

/**
 * Reads a whole table in its order, about 2,048 records at a time; its format follows from its name: .csv, .ndjson or .jsonl (each also .gz), .parquet.
 * @throws SluiceError UNSUPPORTED_FILE, EMPTY_FILE, INVALID_FILE; the error of the system when the file cannot be opened
 */
export async function* readTable(duckdb: DuckDb, path: string): AsyncGenerator<readonly TableRecord[]> {
  const reader = READERS.find(([name]) => name.test(path))?.[1];
  if (reader === undefined) {
    throw new SluiceError('UNSUPPORTED_FILE', 'Name a file that ends in .csv, .csv.gz, .ndjson, .jsonl or .parquet.');
  }
  try {
    yield* duckdb.stream((connection) => reader(connection, path));
  } catch (error) {
    throw unreadable(error);
  }
}

/** DuckDB says which line it is, but repeats its cells, and names settings that our users cannot reach. */
function unreadable(error: unknown): unknown {
  const isOfSystem = typeof error === 'object' && error !== null && 'syscall' in error;
  if (error instanceof SluiceError || isOfSystem) return error;
  const line = /CSV Error on Line: (\d+)/.exec(String(error))?.[1];
  const detail =
    line === undefined
      ? 'The file cannot be read to its end. Check that it is complete and of its type.'
      : `Line ${line} of the file cannot be read: give it the columns of the header, and close its quotes.`;
  return new SluiceError('INVALID_FILE', detail, { cause: error });
}

/** Columns are read by position, for names of a header may differ only in case. */
async function* readCsv(connection: DuckDBConnection, path: string): AsyncGenerator<readonly TableRecord[]> {
  const { delimiter, columns } = readCsvHeader(await readUnzippedHead(path), []);
  const types = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const sql = `SELECT * FROM read_csv(${literal(path)}, header = true, columns = {${types}}, ${dialect(delimiter, '"')})`;
  for await (const rows of chunks(connection, sql)) {
    yield rows.map((cells) => Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])));
  }
}

/** Lines are read as one column: U+001F may not stand in JSON unescaped, so no good line is cut by it. */
async function* readNdjson(connection: DuckDBConnection, path: string): AsyncGenerator<readonly TableRecord[]> {
  const source = `read_csv(${literal(path)}, header = false, columns = {'line': 'VARCHAR'}, ${dialect('\x1f', '')})`;
  yield* parsed(connection, `SELECT line FROM ${source} WHERE line IS NOT NULL`);
}

async function* readParquet(connection: DuckDBConnection, path: string): AsyncGenerator<readonly TableRecord[]> {
  yield* parsed(connection, `SELECT to_json(record)::VARCHAR FROM read_parquet(${literal(path)}) AS record`);
}

async function* parsed(connection: DuckDBConnection, sql: string): AsyncGenerator<readonly TableRecord[]> {
  let record = 0;
  for await (const rows of chunks(connection, sql)) {
    yield rows.map(([text]) => asRecord(String(text), ++record));
  }
}

async function* chunks(connection: DuckDBConnection, sql: string): AsyncGenerator<readonly (readonly unknown[])[]> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    yield chunk.getRows();
  }
}

function asRecord(text: string, record: number): TableRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notAnObject(record, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notAnObject(record);
  // An object that JSON.parse made has nothing but its own members.
  return value as TableRecord;
}

function notAnObject(record: number, cause?: unknown): SluiceError {
  return new SluiceError('INVALID_FILE', `Record ${record} is not a JSON object: write one object a line.`, { cause });
}

function dialect(delimiter: string, quote: string): string {
  return `auto_detect = false, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)},
    max_line_size = ${MAX_RECORD_BYTES}`;
}

async function readUnzippedHead(path: string): Promise<Buffer> {
  const file = createReadStream(path);
  const bytes = path.toLowerCase().endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // pipe passes no errors on.
  file.once('error', (error) => bytes.destroy(error));
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of bytes as AsyncIterable<Buffer>) {
    parts.push(part);
    length += part.length;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}
