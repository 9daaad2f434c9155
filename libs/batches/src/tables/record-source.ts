export type CellType = 'number' | 'boolean' | 'string';

/** SQL of one value of a record. */
export interface Cell {
  /** Condition: the record has no value here. */
  readonly missing: string;
  /** The value, NULL when it is missing or of another type: a number (may be NaN or infinite) and a boolean (1 or 0) as DOUBLE, a string as VARCHAR. */
  readonly value: string;
}

/** How SQL reads the records of one file. Its expressions are over the columns of `sql()`. */
export interface RecordSource {
  /** Condition: the format itself makes the record unusable. */
  readonly malformed: string;
  /** The text of a column whatever its type, NULL where the record has none. */
  text(column: string | null): string;
  cell(column: string | null, type: CellType): Cell;
  /**
   * One row a record, in the order of the file. Records that cannot be cut into columns are absent; DuckDB lists them in `reject_errors`. Asked
   * for last: it holds what the expressions given so far need.
   */
  sql(): string;
}
