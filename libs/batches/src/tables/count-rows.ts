import type { DuckDBConnection } from '@duckdb/node-api';

/** Number of rows of what stands behind FROM. */
export async function countRows(connection: DuckDBConnection, from: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
  return Number(reader.value(0, 0));
}
