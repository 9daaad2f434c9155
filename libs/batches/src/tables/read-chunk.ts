import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from './sql';

/** Rows of a range of a plan, as columns, in scoring order. */
export interface ChunkRows {
  /** Data record numbers. */
  readonly rows: readonly number[];
  readonly sessionIds: readonly (string | null)[];
  readonly userIds: readonly (string | null)[];
  /** Epoch milliseconds. */
  readonly at: readonly (number | null)[];
  readonly texts: readonly string[];
}

/** Reads the positions [start, end) of a plan table. */
export async function readChunk(
  connection: DuckDBConnection,
  rowsPath: string,
  start: number,
  end: number,
): Promise<ChunkRows> {
  // DOUBLE is exact for record numbers and times, and becomes a JavaScript number without a BigInt between.
  const reader = await connection.runAndReadAll(
    `SELECT "row"::DOUBLE, session_id, user_id, at_ms::DOUBLE, text FROM read_parquet(${literal(rowsPath)}, file_row_number = true)
     WHERE file_row_number >= ${start} AND file_row_number < ${end} ORDER BY file_row_number`,
  );
  const [rows = [], sessionIds = [], userIds = [], at = [], texts = []] = reader.getColumns();
  // The types follow from the query.
  return {
    rows: rows as number[],
    sessionIds: sessionIds as (string | null)[],
    userIds: userIds as (string | null)[],
    at: at as (number | null)[],
    texts: texts as string[],
  };
}
