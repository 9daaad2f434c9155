import type { DuckDBConnection } from '@duckdb/node-api';
import { csvHeader, lineSql, type ViewColumn } from './result-format';

/** Streams a source as lines of text, about 2,048 records at a time; with the CSV header first unless told otherwise. */
export async function* streamLines(
  connection: DuckDBConnection,
  source: string,
  columns: readonly ViewColumn[],
  format: 'csv' | 'ndjson',
  withHeader = true,
): AsyncGenerator<string> {
  if (format === 'csv' && withHeader) yield `${csvHeader(columns)}\n`;
  const result = await connection.stream(`SELECT ${lineSql(columns, format)} FROM (${source})`);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    yield `${chunk.getColumnValues(0).join('\n')}\n`;
  }
}
