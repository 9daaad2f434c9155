import type { InputShape } from '../records/batch-manifest';
import { CsvSource } from './csv-source';
import { NdjsonSource } from './ndjson-source';
import { ParquetSource } from './parquet-source';
import type { RecordSource } from './record-source';

/**
 * @param more Parquet files that are read behind this one
 * @param hasLongLine of a text file, as the function of this name says
 */
export function sourceOfFile(
  path: string,
  shape: InputShape,
  more: readonly string[] = [],
  hasLongLine = false,
): RecordSource {
  switch (shape.format) {
    case 'csv':
      return new CsvSource(path, shape, hasLongLine);
    case 'ndjson':
      return new NdjsonSource(path, hasLongLine);
    case 'parquet':
      return new ParquetSource([path, ...more], shape);
  }
}
