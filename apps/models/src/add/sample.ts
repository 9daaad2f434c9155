import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb, readTable, type TableRecord } from '@sluice/batches';

/** Rows of a sample that are used; what follows them in the file is not read. */
const MOST_ROWS = 256;

/** @throws Error when the file cannot be read, or holds no rows */
export async function readSample(path: string): Promise<readonly TableRecord[]> {
  const duckdb = new DuckDb({ tempDirectory: join(tmpdir(), 'sluice-models'), memoryLimitMb: 256 });
  const records: TableRecord[] = [];
  try {
    for await (const part of readTable(duckdb, path)) {
      records.push(...part.slice(0, MOST_ROWS - records.length));
      if (records.length >= MOST_ROWS) break;
    }
  } finally {
    await duckdb.close();
  }
  if (records.length === 0) throw new Error('The sample holds no rows. Give a file with at least one.');
  return records;
}

/**
 * The texts of a sample for a text model.
 * @param column name of their column; absent: `text`, or the only one
 * @throws Error that says which columns there are
 */
export function textsOfSample(records: readonly TableRecord[], column?: string): string[] {
  const columns = Object.keys(records[0] ?? {});
  const name = column ?? (columns.includes('text') || columns.length !== 1 ? 'text' : (columns[0] ?? ''));
  if (!columns.includes(name)) {
    throw new Error(
      `The sample has no column ${name}: name that of the texts by --text-column. It has ${columns.join(', ')}.`,
    );
  }
  const texts = records.map((record) => record[name]).filter((text) => typeof text === 'string' && text.trim() !== '');
  if (texts.length === 0) throw new Error('The column of the texts holds none. Give a sample with at least one.');
  return texts.map(String);
}
