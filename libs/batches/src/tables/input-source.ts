import type { ColumnMapping, InputShape } from '../records/batch-manifest';
import { identifier, literal } from './sql';

/** Longest record of a text file, in bytes. */
export const MAX_LINE_BYTES = 64 * 1024;

/** Says that a value of NDJSON or Parquet has a type that its part does not allow. */
export const WRONG_TYPE = 'INVALID_TYPE:text';

/**
 * SQL of a file as the text columns (text, id, session_id, user_id, time_text, broken), one row a record in the order of the file.
 * `broken` is `code:field` for a record that the format itself makes unusable, else NULL. Records that cannot be cut into columns are absent; DuckDB
 * lists them in `reject_errors`.
 */
export function inputSql(path: string, shape: InputShape, mapping: ColumnMapping): string {
  switch (shape.format) {
    case 'csv':
      return csvSql(path, shape, mapping);
    case 'ndjson':
      return ndjsonSql(path, mapping);
    case 'parquet':
      return parquetSql(path, mapping);
  }
}

/** Columns are named by position: names of a header may differ only in case, or not at all. */
function csvSql(path: string, { columns, delimiter }: InputShape, mapping: ColumnMapping): string {
  const types = columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const cell = (name: string | null): string => (name === null ? 'NULL::VARCHAR' : `c${columns.indexOf(name)}`);
  const source = `read_csv(${literal(path)}, ${csvOptions(delimiter ?? ',', '"')}, header = true, columns = {${types}})`;
  return `SELECT ${parts(mapping, cell)}, NULL::VARCHAR AS broken FROM ${source}`;
}

/** Lines are read as one column: U+001F may not stand in JSON unescaped, so no good line is cut by it. */
function ndjsonSql(path: string, mapping: ColumnMapping): string {
  const pointer = (name: string): string => literal(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  const cell = (name: string | null): string =>
    name === null ? 'NULL::VARCHAR' : `CASE WHEN ok THEN json_extract_string(line, ${pointer(name)}) END`;
  const textType = `json_type(line, ${pointer(mapping.text)})`;
  const broken = `CASE WHEN NOT ok THEN 'MALFORMED_RECORD:' WHEN ${textType} NOT IN ('VARCHAR', 'NULL') THEN '${WRONG_TYPE}' END`;
  const source = `read_csv(${literal(path)}, ${csvOptions('\x1f', '')}, header = false, columns = {'line': 'VARCHAR'})`;
  return `SELECT ${parts(mapping, cell)}, ${broken} AS broken FROM (
    SELECT line, CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END AS ok
    FROM ${source} WHERE line IS NOT NULL)`;
}

function parquetSql(path: string, mapping: ColumnMapping): string {
  const cell = (name: string | null): string => (name === null ? 'NULL::VARCHAR' : `${identifier(name)}::VARCHAR`);
  const broken = `CASE WHEN typeof(${identifier(mapping.text)}) <> 'VARCHAR' THEN '${WRONG_TYPE}' END`;
  return `SELECT ${parts(mapping, cell)}, ${broken} AS broken FROM read_parquet(${literal(path)})`;
}

function parts(mapping: ColumnMapping, cell: (name: string | null) => string): string {
  const { text, id, session, user, time } = mapping;
  return `${cell(text)} AS text, ${cell(id)} AS id, ${cell(session)} AS session_id, ${cell(user)} AS user_id, ${cell(time)} AS time_text`;
}

function csvOptions(delimiter: string, quote: string): string {
  return `auto_detect = false, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)},
    store_rejects = true, max_line_size = ${MAX_LINE_BYTES}`;
}
