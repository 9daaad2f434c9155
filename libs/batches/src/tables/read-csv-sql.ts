import { literal } from './sql';

/** Longest record of a text file, in bytes. */
const MAX_LINE_BYTES = 64 * 1024;
/**
 * Several scanners take a quarter of it each and hand on its rows at a time, and each function over them holds several times their bytes. DuckDB does not tell of a
 * line that is longer than a scanner's part, nor of a last one longer than the buffer: they need the large one, and one scanner.
 */
const BUFFER_BYTES = { usual: 4 * 2 ** 20, ofLongLines: 32 * 2 ** 20 };

export interface TextTable {
  readonly delimiter: string;
  /** Empty: none. */
  readonly quote: string;
  readonly header: boolean;
  /** Whether missing columns at the end are NULL, and lines with nothing in them no rows. */
  readonly padded?: boolean;
  /** Whether several scanners may take a part each. */
  readonly inParts?: boolean;
  /** As `hasLongLine` says. */
  readonly hasLongLine: boolean;
  /** Members of a DuckDB struct: `'name': 'TYPE', …`. */
  readonly types: string;
}

/**
 * SQL of a text file as a table in the order of the file. What cannot be cut into columns goes to `reject_errors`. Not in parallel: where a scanner of DuckDB finds
 * only bad records at the place where it is to begin, it leaves out all that it was to read, and one thread gains nothing by several scanners.
 */
export function readCsvSql(path: string, table: TextTable): string {
  const { delimiter, quote, header, padded = false, inParts = false, hasLongLine, types } = table;
  const bufferBytes = hasLongLine ? BUFFER_BYTES.ofLongLines : BUFFER_BYTES.usual;
  return `read_csv(${literal(path)}, auto_detect = false, delim = ${literal(delimiter)}, quote = ${literal(quote)}, escape = ${literal(quote)},
    store_rejects = true, parallel = ${inParts && !hasLongLine}, max_line_size = ${MAX_LINE_BYTES}, buffer_size = ${bufferBytes},
    header = ${header}, null_padding = ${padded}, columns = {${types}})`;
}
