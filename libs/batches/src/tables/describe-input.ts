import type { ColumnMapping, InputFormat, InputShape, RecordContent } from '../records/batch-manifest';
import type { RequestedColumns } from './check-columns';
import { contentColumns, mapColumns } from './column-mapping';
import type { DuckDb } from './duckdb';
import { readInputShape } from './input-shape';

/** A file, as its head and a request tell it. */
export interface DescribedInput {
  readonly shape: InputShape;
  readonly mapping: ColumnMapping;
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
  return { shape, mapping: mapColumns(shape, requested, content) };
}
