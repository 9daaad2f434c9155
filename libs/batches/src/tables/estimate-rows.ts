import { stat } from 'node:fs/promises';
import type { InputFormat } from '../records/batch-manifest';
import type { DuckDb } from './duckdb';
import { readHead } from './file-head';
import { literal } from './sql';

const LINE_END = 0x0a;

/**
 * About how many records a file has: of Parquet what its footer says, else the lines of its head, scaled to its size. A small file without line ends in its
 * texts is counted exactly.
 */
export async function estimateRows(duckdb: DuckDb, path: string, format: InputFormat): Promise<number> {
  if (format === 'parquet') return parquetRows(duckdb, path);
  const [head, { size }] = await Promise.all([readHead(path), stat(path)]);
  const ends = head.reduce((count, byte) => count + Number(byte === LINE_END), 0);
  const lines = head.length === size && head.at(-1) !== LINE_END ? ends + 1 : ends;
  const rows = (Math.max(1, lines) * size) / Math.max(1, head.length);
  return Math.max(1, Math.round(rows) - (format === 'csv' ? 1 : 0));
}

async function parquetRows(duckdb: DuckDb, path: string): Promise<number> {
  return duckdb.connect(async (connection) => {
    const footer = await connection.runAndReadAll(
      `SELECT num_rows::DOUBLE FROM parquet_file_metadata(${literal(path)})`,
    );
    return Number(footer.value(0, 0));
  });
}
