import type { DuckDBConnection } from '@duckdb/node-api';
import type { Query } from './query';
import { csvHeader, lineSql, type ViewColumn } from './result-format';
import { neverGather } from './row-groups';

/** Some lines of text, each with its end. */
export interface Lines {
  readonly text: string;
  /** Records in them; 0 of a header. */
  readonly records: number;
}

/** Streams a source as lines of text, up to 2,048 records at a time, fewer where they are long; with the CSV header first unless told otherwise. */
export async function* streamLines(
  connection: DuckDBConnection,
  { sql, values }: Query,
  columns: readonly ViewColumn[],
  format: 'csv' | 'ndjson',
  withHeader = true,
): AsyncGenerator<Lines> {
  if (format === 'csv' && withHeader) yield { text: `${csvHeader(columns)}\n`, records: 0 };
  await neverGather(connection);
  const result = await connection.stream(`SELECT ${lineSql(columns, format)} FROM (${sql})`, { ...values });
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    yield { text: `${chunk.getColumnValues(0).join('\n')}\n`, records: chunk.rowCount };
  }
}
