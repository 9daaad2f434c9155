import type { ColumnMapping, InputFormat, InputShape, RecordContent } from '../records/batch-manifest';
import type { RequestedColumns } from './check-columns';
import { contentColumns, mapColumns } from './column-mapping';
import type { DuckDb } from './duckdb';
import { estimateRows } from './estimate-rows';
import { readInputShape } from './input-shape';

/** A file, as its head and a request tell it. */
export interface DescribedInput {
  readonly shape: InputShape;
  readonly mapping: ColumnMapping;
  /** About how many records the file has. */
  readonly rows: number;
}

/**
 * Reads the head of a file and finds in it what a model takes.
 * @throws SluiceError EMPTY_FILE, UNSUPPORTED_FILE, INVALID_FILE, MISSING_COLUMN, INVALID_FIELD
 */
export async function describeInput(
  duckdb: DuckDb,
  path: string,
  format: InputFormat,
  requested: RequestedColumns,
  content: RecordContent,
): Promise<DescribedInput> {
  const shape = await readInputShape(duckdb, path, format, contentColumns(content, requested));
  const mapping = mapColumns(shape, requested, content);
  return { shape, mapping, rows: await estimateRows(duckdb, path, format) };
}
