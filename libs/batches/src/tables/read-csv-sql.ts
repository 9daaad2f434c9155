import { literal } from './sql';

/** Longest record of a text file, in bytes. */
const MAX_LINE_BYTES = 64 * 1024;

export interface TextTable {
  readonly delimiter: string;
  /** Empty: none. */
  readonly quote: string;
  readonly header: boolean;
  /** Members of a DuckDB struct: `'name': 'TYPE', …`. */
  readonly types: string;
}

/**
 * SQL of a text file as a table in the order of the file. What cannot be cut into columns goes to `reject_errors`. Not in parallel: where a scanner of DuckDB finds
 * only bad records at the place where it is to begin, it leaves out all that it was to read, and one thread gains nothing by several scanners.
 */
export function readCsvSql(path: string, { delimiter, quote, header, types }: TextTable): string {
  return `read_csv(${literal(path)}, auto_detect = false, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)},
    store_rejects = true, parallel = false, max_line_size = ${MAX_LINE_BYTES}, header = ${header}, columns = {${types}})`;
}
