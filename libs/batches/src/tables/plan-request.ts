import type { BatchMode, ColumnMapping, InputShape, RecordContent } from '../records/batch-manifest';

/** What is to be planned, and where the plan goes. */
export interface PlanRequest {
  readonly input: string;
  /** Parquet files that come behind it, with the same columns; none by default. */
  readonly more?: readonly string[];
  readonly shape: InputShape;
  readonly mapping: ColumnMapping;
  readonly mode: BatchMode;
  readonly content: RecordContent;
  readonly maxRows: number;
  /** Of the cells of a Parquet file, unpacked; other formats were bounded when they came. */
  readonly maxBytes: number;
  /** Paths of the two files to write. */
  readonly rows: string;
  readonly errors: string;
}
