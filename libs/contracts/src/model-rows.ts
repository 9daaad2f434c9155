/** Values of one field, one a row: numbers (a boolean as 1 or 0, a category as its index, missing as NaN), or strings. */
export type Column = Float64Array | readonly string[];

/** Instances of a tabular model, checked against its manifest: one column for each of `inputs`, in that order. */
export interface TabularRows {
  /** Number of rows. */
  readonly length: number;
  readonly columns: readonly Column[];
}

/** What a model scores: texts, or the columns of instances. Both have a length in rows. */
export type ModelRows = readonly string[] | TabularRows;
