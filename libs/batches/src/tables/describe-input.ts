import { SluiceError } from '@sluice/contracts';
import type { ColumnMapping, InputFormat, InputShape, RecordContent } from '../records/batch-manifest';
import type { RequestedColumns } from './check-columns';
import { contentColumns, mapColumns } from './column-mapping';
import type { DuckDb } from './duckdb';
import { estimateRows } from './estimate-rows';
import { countParquetRows } from './parquet-files';
import { readInputShape } from './input-shape';

/** A file, as its head and a request tell it. */
export interface DescribedInput {
  readonly shape: InputShape;
  readonly mapping: ColumnMapping;
  /** About how many records the file has. */
  readonly rows: number;
  /** Record in which each of several Parquet files begins, from 1. */
  readonly firstRecords?: readonly number[];
}

/**
 * Reads the head of a file and finds in it what a model takes.
 * @param more Parquet files that are read behind it
 * @throws SluiceError EMPTY_FILE, UNSUPPORTED_FILE, INVALID_FILE, MISSING_COLUMN, INVALID_FIELD
 */
export async function describeInput(
  duckdb: DuckDb,
  path: string,
  format: InputFormat,
  requested: RequestedColumns,
  content: RecordContent,
  more: readonly string[] = [],
): Promise<DescribedInput> {
  const shape = await readInputShape(duckdb, path, format, contentColumns(content, requested));
  const mapping = mapColumns(shape, requested, content);
  if (format !== 'parquet') return { shape, mapping, rows: await estimateRows(path, format) };
  const files = await countParquetRows(duckdb, [path, ...more]);
  const rows = files.reduce((sum, count) => sum + count, 0);
  if (rows === 0) throw new SluiceError('EMPTY_FILE', 'The Parquet file has no rows.');
  if (more.length === 0) return { shape, mapping, rows };
  const firstRecords = files.map((_, i) => files.slice(0, i).reduce((sum, count) => sum + count, 1));
  return { shape, mapping, rows, firstRecords };
}
