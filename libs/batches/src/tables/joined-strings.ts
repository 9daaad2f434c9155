import type { DuckDBConnection } from '@duckdb/node-api';

/** Between the values of a column that was joined, and before each value that is there. */
const [SEPARATOR, PRESENT] = ['\0', '='];

export type Strings = readonly (string | null)[];

/**
 * Reads columns of strings as one string each, and cuts it: to take every value out of DuckDB's memory by itself costs more than to score it.
 * @param from what stands behind FROM, with the rows wanted
 * @param order by which the rows come
 * @returns null when a value holds what separates them, or when the columns do not fit into the memory of DuckDB: read them value by value then
 */
export async function joinedStrings(
  connection: DuckDBConnection,
  columns: readonly string[],
  from: string,
  order: string,
): Promise<ReadonlyMap<string, Strings> | null> {
  const joined = columns.map((name) => `string_agg(coalesce('${PRESENT}' || ${name}, ''), chr(0) ORDER BY ${order})`);
  try {
    const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE, ${joined.join(', ')} FROM ${from}`);
    const rows = Number(reader.value(0, 0));
    const parts = columns.map((name, i): [string, Strings] => [name, cut(reader.value(i + 1, 0))]);
    return parts.every(([, { length }]) => length === rows) ? new Map(parts) : null;
  } catch (error) {
    if (/out of memory/i.test(String(error))) return null;
    throw error;
  }
}

/** The aggregate of no rows is NULL. */
function cut(joined: unknown): Strings {
  if (typeof joined !== 'string') return [];
  return joined.split(SEPARATOR).map((part) => (part === '' ? null : part.slice(PRESENT.length)));
}
