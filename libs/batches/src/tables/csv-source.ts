import type { InputShape } from '../records/batch-manifest';
import type { Cell, CellType, RecordSource } from './record-source';
import { readCsvSql } from './read-csv-sql';
import { blankSql } from './sql';

/** Records of a CSV, every cell a text; an empty one is NULL. Columns go by position: names of a header may differ only in case, or not at all. */
export class CsvSource implements RecordSource {
  readonly malformed = 'false';

  constructor(
    private readonly path: string,
    private readonly shape: InputShape,
    private readonly hasLongLine: boolean,
  ) {}

  text(column: string | null): string {
    return column === null ? 'NULL::VARCHAR' : `c${this.shape.columns.indexOf(column)}`;
  }

  cell(column: string | null, type: CellType): Cell {
    const text = this.text(column);
    const blank = `(${text} IS NULL OR ${blankSql(text)})`;
    switch (type) {
      case 'number':
        // DuckDB would take 1_000 for a thousand.
        return { missing: blank, value: `CASE WHEN NOT contains(${text}, '_') THEN TRY_CAST(${text} AS DOUBLE) END` };
      case 'boolean':
        return { missing: blank, value: booleanSql(text) };
      case 'string':
        return { missing: `${text} IS NULL`, value: text };
    }
  }

  sql(): string {
    const { columns, delimiter } = this.shape;
    const types = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
    const layout = { delimiter: delimiter ?? ',', quote: '"', header: true, hasLongLine: this.hasLongLine, types };
    return `SELECT * FROM ${readCsvSql(this.path, layout)}`;
  }
}

function booleanSql(text: string): string {
  return `CASE lower(trim(${text})) WHEN 'true' THEN 1::DOUBLE WHEN '1' THEN 1::DOUBLE WHEN 'false' THEN 0::DOUBLE WHEN '0' THEN 0::DOUBLE END`;
}
