import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { unpacksTooFar, usedColumns } from './check-unpacked-size';
import type { PlanRequest } from './plan-request';
import { identifier, literal } from './sql';

/** Mean from which on the 2,048 rows that DuckDB reads of a Parquet file at a time fill its memory: it holds them three times. */
const LONG_ROW_BYTES = 12 * 1_024;
/** Each range is looked for from the start of its row group: smaller ones cost more. */
const RANGE_ROWS = 512;

/**
 * Copies Parquet files of long rows into small ones, which are read one at a time.
 * @param folder for the copies; made here where it is needed
 * @returns the request, with the copies in place of the files
 * @throws SluiceError INVALID_FILE when they come to far more than `maxBytes`
 */
export async function unpackLongRows(
  connection: DuckDBConnection,
  request: PlanRequest,
  folder: string,
): Promise<PlanRequest> {
  if (request.shape.format !== 'parquet') return request;
  // The others are left empty.
  const columns = usedColumns(request.mapping);
  const files = [request.input, ...(request.more ?? [])];
  const groups = await connection.runAndReadAll(
    `SELECT coalesce(max(bytes / rows), 0)::DOUBLE FROM (
       SELECT sum(total_uncompressed_size) FILTER (path_in_schema IN (${[...columns].map(literal).join(', ')})) AS bytes, max(row_group_num_rows) AS rows
       FROM parquet_metadata([${files.map(literal).join(', ')}]) GROUP BY file_name, row_group_id) WHERE rows > 0`,
  );
  if (Number(groups.value(0, 0)) < LONG_ROW_BYTES) return request;
  await mkdir(folder, { recursive: true });
  const names = request.shape.columns.map(identifier);
  const taken = request.shape.columns.map((name, i) =>
    columns.has(name) ? (names[i] ?? '') : `NULL AS ${names[i] ?? ''}`,
  );
  const copies: string[] = [];
  let bytes = 0;
  for (const file of files) {
    const count = await connection.runAndReadAll(
      `SELECT num_rows::DOUBLE FROM parquet_file_metadata(${literal(file)})`,
    );
    for (let start = 0; start < Number(count.value(0, 0)); start += RANGE_ROWS) {
      const copy = join(folder, `input-${copies.length}.parquet`);
      const range = `file_row_number >= ${start} AND file_row_number < ${start + RANGE_ROWS}`;
      // By way of a table: to write Parquet out of Parquet takes the memory of both.
      await connection.run(
        `CREATE OR REPLACE TEMP TABLE unpacked AS SELECT ${taken.join(', ')} FROM read_parquet(${literal(file)}, file_row_number = true) WHERE ${range}`,
      );
      await connection.run(`COPY unpacked TO ${literal(copy)} (FORMAT parquet, COMPRESSION uncompressed)`);
      copies.push(copy);
      bytes += (await stat(copy)).size;
      // So that the disk does not fill: the copies hold more than the strings, which are counted exactly behind this.
      if (bytes > 2 * request.maxBytes) throw unpacksTooFar(request.maxBytes);
    }
  }
  await connection.run('DROP TABLE unpacked');
  return { ...request, input: copies[0] ?? request.input, more: copies.slice(1) };
}
