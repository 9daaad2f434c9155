import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from './sql';

/** DuckDB reads 2,048 rows of a table at a time, and holds the ones before them still: what these may come to. */
const VECTOR_BYTES = 16 * 2 ** 20;
/** What is read at once of rows that are longer. */
const FILE_BYTES = 4 * 2 ** 20;
const VECTOR_ROWS = 2_048;

/**
 * Where 2,048 rows of the temporary table come to more than DuckDB's memory takes several times over, puts a view of small Parquet files in its place: whoever reads it gets
 * no more than one of them at a time.
 * @param table has `size`, the bytes of each row, besides its columns
 * @param folder for the files; made here where it is needed, and there as long as the view
 */
export async function spreadLongRows(connection: DuckDBConnection, table: string, folder: string): Promise<void> {
  const vectors = `SELECT sum(size) AS bytes FROM ${table} GROUP BY rowid // ${VECTOR_ROWS}`;
  const most = await connection.runAndReadAll(`SELECT coalesce(max(bytes), 0)::DOUBLE FROM (${vectors})`);
  if (Number(most.value(0, 0)) <= VECTOR_BYTES) return;
  const before = 'sum(size) OVER (ORDER BY rowid ROWS UNBOUNDED PRECEDING)';
  const ends = await connection.runAndReadAll(
    `SELECT max(id)::DOUBLE FROM (SELECT rowid AS id, ${before} // ${FILE_BYTES} AS file FROM ${table}) GROUP BY file ORDER BY 1`,
  );
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  let start = 0;
  for (const end of (ends.getColumnsJS()[0] ?? []).map(Number)) {
    const file = literal(join(folder, `${files.length}.parquet`));
    const rows = `SELECT * FROM ${table} WHERE rowid >= ${start} AND rowid <= ${end}`;
    await connection.run(`COPY (${rows}) TO ${file} (FORMAT parquet, COMPRESSION uncompressed)`);
    files.push(file);
    start = end + 1;
  }
  await connection.run(`DROP TABLE ${table}`);
  await connection.run(`CREATE TEMP VIEW ${table} AS SELECT * FROM read_parquet([${files.join(', ')}])`);
}
