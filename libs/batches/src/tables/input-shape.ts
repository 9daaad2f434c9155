import { SluiceError } from '@sluice/contracts';
import type { InputFormat, InputShape } from '../records/batch-manifest';
import { readCsvHeader } from './csv-header';
import type { DuckDb } from './duckdb';
import { readHead } from './file-head';
import { readParquetColumns } from './parquet-files';

const FOREIGN: readonly (readonly [signature: string, name: string])[] = [
  ['504b0304', 'a zip archive'],
  ['1f8b', 'gzip'],
  ['28b52ffd', 'zstd'],
  ['d0cf11e0', 'an Excel file'],
  ['25504446', 'a PDF'],
  ['fffe', 'UTF-16 text'],
  ['feff', 'UTF-16 text'],
];

/** Records of NDJSON that are looked at to learn its members. */
const SAMPLED_LINES = 100;

/**
 * Reads what the head (of Parquet: the footer) of a file tells about it.
 * @param wantedColumns decide between CSV delimiters
 * @throws SluiceError EMPTY_FILE, UNSUPPORTED_FILE, INVALID_FILE
 */
export async function readInputShape(
  duckdb: DuckDb,
  path: string,
  format: InputFormat,
  wantedColumns: readonly string[],
): Promise<InputShape> {
  const head = await readHead(path);
  if (head.length === 0) throw new SluiceError('EMPTY_FILE', 'The file is empty. Send at least one record.');
  checkSignature(head, format);
  if (format === 'csv') return { format, ...readCsvHeader(head, wantedColumns) };
  if (format === 'ndjson') return readNdjsonShape(head);
  return { format, delimiter: null, columns: (await readParquetColumns(duckdb, path)).map(({ name }) => name) };
}

function checkSignature(head: Buffer, format: InputFormat): void {
  const isParquet = head.subarray(0, 4).toString('latin1') === 'PAR1';
  if (isParquet !== (format === 'parquet')) throw unsupported(isParquet ? 'a Parquet file' : 'not a Parquet file');
  if (isParquet) return;
  const hex = head.subarray(0, 4).toString('hex');
  const foreign = FOREIGN.find(([signature]) => hex.startsWith(signature));
  if (foreign !== undefined) throw unsupported(foreign[1]);
  if (head.includes(0)) throw unsupported('a binary file');
}

function unsupported(what: string): SluiceError {
  return new SluiceError(
    'UNSUPPORTED_FILE',
    `The file is ${what}. Send CSV or NDJSON in UTF-8, or Parquet, under its own type.`,
  );
}

/** NDJSON has no header: the members of its first records stand for it. A first record that is broken says nothing. */
function readNdjsonShape(head: Buffer): InputShape {
  const lines = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) {
    throw new SluiceError('EMPTY_FILE', 'The file holds no records. Send one JSON object a line.');
  }
  const columns = new Set(lines.slice(0, SAMPLED_LINES).flatMap(memberNames));
  return { format: 'ndjson', delimiter: null, columns: [...columns] };
}

function memberNames(line: string): string[] {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' && record !== null && !Array.isArray(record) ? Object.keys(record) : [];
  } catch {
    return [];
  }
}
