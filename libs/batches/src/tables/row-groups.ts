import type { DuckDBConnection } from '@duckdb/node-api';
import type { Query } from './query';
import { literal } from './sql';

/** Rows of one Parquet row group at most: about a chunk, so that reading a chunk skips the rest. */
const MOST_GROUP_ROWS = 16_384;
const GROUP_BYTES = 4 * 2 ** 20;
/**
 * The same of long rows. Whoever reads any row of a group unpacks the pages of all of them and is handed up to 2,048 at once, of which JSON holds eight times the
 * bytes: this bounds a reader, and the gateway has several in 128 MB.
 */
export const LONG_GROUP_BYTES = 2 ** 20;

/** From now on this connection hands on rows as few at a time as they come, after filters as well: gathered again, 2,048 long rows may be 128 MB. */
export async function neverGather(connection: DuckDBConnection): Promise<void> {
  await connection.run('SET SESSION enable_caching_operators = false');
}

export interface GroupedCopy extends Query {
  /** Path of the Parquet file to write. */
  readonly to: string;
  /** Whether rows may be long; they should come from files of about `LONG_GROUP_BYTES`, for whatever comes at once lies in one group. */
  readonly isLong?: boolean;
}

/** Writes a relation as Parquet in its order, in row groups that are bounded in rows and bytes. */
export async function copyInGroups(
  connection: DuckDBConnection,
  { sql, values, to, isLong = false }: GroupedCopy,
): Promise<void> {
  const bytes = isLong ? LONG_GROUP_BYTES : GROUP_BYTES;
  await neverGather(connection);
  // DuckDB refuses to cut groups by bytes otherwise. With one thread the order is kept all the same.
  await connection.run('SET SESSION preserve_insertion_order = false');
  try {
    await connection.run(
      `COPY (${sql}) TO ${literal(to)}
       (FORMAT parquet, ROW_GROUP_SIZE ${MOST_GROUP_ROWS}, ROW_GROUP_SIZE_BYTES ${bytes})`,
      { ...values },
    );
  } finally {
    await connection.run('SET SESSION preserve_insertion_order = true');
  }
}

/** Where the row groups of a Parquet file end, in rows, ascending: between two ends lies about a megabyte at most, or rows that are short. */
export async function groupEnds(connection: DuckDBConnection, path: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(
    `SELECT any_value(row_group_num_rows)::DOUBLE FROM parquet_metadata(${literal(path)}) GROUP BY row_group_id ORDER BY row_group_id`,
  );
  let end = 0;
  return (reader.getColumnsJS()[0] ?? []).map((rows) => (end += Number(rows)));
}
