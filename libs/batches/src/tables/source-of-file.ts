import type { InputShape } from '../records/batch-manifest';
import { CsvSource } from './csv-source';
import { NdjsonSource } from './ndjson-source';
import { ParquetSource } from './parquet-source';
import type { RecordSource } from './record-source';

/** @param more Parquet files that are read behind this one */
export function sourceOfFile(path: string, shape: InputShape, more: readonly string[] = []): RecordSource {
  switch (shape.format) {
    case 'csv':
      return new CsvSource(path, shape);
    case 'ndjson':
      return new NdjsonSource(path);
    case 'parquet':
      return new ParquetSource([path, ...more], shape);
  }
}
