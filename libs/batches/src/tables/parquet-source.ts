import type { InputShape } from '../records/batch-manifest';
import type { Cell, CellType, RecordSource } from './record-source';
import { identifier, literal } from './sql';

/** Types of a column that a number may have; a decimal is named with its width. */
const NUMBERS = ['DOUBLE', 'FLOAT', 'BIGINT', 'INTEGER', 'SMALLINT', 'TINYINT', 'HUGEINT'];
const UNSIGNED = ['UBIGINT', 'UINTEGER', 'USMALLINT', 'UTINYINT', 'UHUGEINT'];

/** Records of Parquet files with the same columns, one file after the other: the type of a column counts, as the type of a member does in JSON. */
export class ParquetSource implements RecordSource {
  readonly malformed = 'false';

  constructor(
    private readonly paths: readonly string[],
    private readonly shape: InputShape,
  ) {}

  text(column: string | null): string {
    return `${this.column(column)}::VARCHAR`;
  }

  cell(column: string | null, type: CellType): Cell {
    const value = this.column(column);
    const missing = `${value} IS NULL`;
    switch (type) {
      case 'number':
        return { missing, value: `CASE WHEN ${isNumber(value)} THEN TRY_CAST(${value} AS DOUBLE) END` };
      case 'boolean':
        return { missing, value: `CASE WHEN typeof(${value}) = 'BOOLEAN' THEN TRY_CAST(${value} AS DOUBLE) END` };
      case 'string':
        return { missing, value: `CASE WHEN typeof(${value}) = 'VARCHAR' THEN ${value}::VARCHAR END` };
    }
  }

  sql(): string {
    const columns = this.shape.columns.map((name, index) => `${identifier(name)} AS c${index}`);
    return `SELECT ${columns.join(', ')} FROM read_parquet([${this.paths.map(literal).join(', ')}])`;
  }

  private column(name: string | null): string {
    return name === null ? 'NULL' : `c${this.shape.columns.indexOf(name)}`;
  }
}

function isNumber(value: string): string {
  const types = [...NUMBERS, ...UNSIGNED].map(literal).join(', ');
  return `(typeof(${value}) IN (${types}) OR starts_with(typeof(${value}), 'DECIMAL'))`;
}
