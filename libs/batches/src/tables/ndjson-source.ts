import { readCsvSql } from './read-csv-sql';
import type { Cell, CellType, RecordSource } from './record-source';
import { literal } from './sql';

/** Records of NDJSON. The members that are asked for are extracted together: a line is parsed once for all of them. */
export class NdjsonSource implements RecordSource {
  readonly malformed = 'NOT ok';
  /** JSON pointers of the lists `raw` (as they stand in the line) and `strings` (unescaped). */
  private readonly raw: string[] = [];
  private readonly strings: string[] = [];

  constructor(
    private readonly path: string,
    private readonly hasLongLine: boolean,
  ) {}

  text(column: string | null): string {
    return column === null ? 'NULL::VARCHAR' : `strings[${place(this.strings, column)}]`;
  }

  cell(column: string | null, type: CellType): Cell {
    const raw = column === null ? 'NULL::VARCHAR' : `raw[${place(this.raw, column)}]::VARCHAR`;
    const missing = `coalesce(${raw}, 'null') = 'null'`;
    switch (type) {
      case 'number':
        // A string stands in quotes here and is no number.
        return { missing, value: `TRY_CAST(${raw} AS DOUBLE)` };
      case 'boolean':
        return { missing, value: `CASE ${raw} WHEN 'true' THEN 1::DOUBLE WHEN 'false' THEN 0::DOUBLE END` };
      case 'string':
        return { missing, value: `CASE WHEN starts_with(${raw}, '"') THEN ${this.text(column)} END` };
    }
  }

  /**
   * Lines are read as a first column: U+001F may not stand in JSON unescaped, so no good line is cut by it. The second one makes the reader pass over blank lines. A filter
   * would do so too, but DuckDB joins what is behind a filter to 2,048 rows again, and of long lines these do not fit its memory several times over. Nor do those of
   * one scanner for the whole file: in parts fewer come at a time, and without quotes no scanner can mistake where a line begins.
   */
  sql(): string {
    const types = `'line': 'VARCHAR', 'more': 'VARCHAR'`;
    const { path, hasLongLine } = this;
    const layout = { delimiter: '\x1f', quote: '', header: false, padded: true, inParts: true, hasLongLine, types };
    const lines = readCsvSql(path, layout);
    return `SELECT ok, ${list('json_extract', this.raw)} AS raw, ${list('json_extract_string', this.strings)} AS strings FROM (
      SELECT line, CASE WHEN more IS NULL AND json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS ok FROM ${lines})`;
  }
}

/** 1-based place of a column in the list, where it is put if it is not there yet. */
function place(pointers: string[], column: string): number {
  const pointer = `/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const index = pointers.indexOf(pointer);
  return index < 0 ? pointers.push(pointer) : index + 1;
}

function list(extract: string, pointers: readonly string[]): string {
  return pointers.length === 0
    ? 'NULL::VARCHAR[]'
    : `CASE WHEN ok THEN ${extract}(line, [${pointers.map(literal).join(', ')}]) END`;
}
