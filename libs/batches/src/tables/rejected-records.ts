import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError, type RowErrorCode } from '@sluice/contracts';
import type { InputShape } from '../records/batch-manifest';
import { RecordLocator, type RecordPlace, type TextLayout } from './record-locator';

/** A record that DuckDB could not cut into columns. */
export interface RejectedRecord extends RecordPlace {
  readonly code: RowErrorCode;
  /** Byte at which it starts. */
  readonly offset: number;
}

const CODES: Readonly<Record<string, RowErrorCode>> = {
  'INVALID ENCODING': 'INVALID_ENCODING',
  'LINE SIZE OVER MAXIMUM': 'LINE_TOO_LONG',
};

/** Each is held in memory until its line is known. */
export const MAX_BAD_RECORDS = 1_000_000;

export function tooManyBadRecords(): SluiceError {
  const detail = `More than ${MAX_BAD_RECORDS} records are bad. Check the delimiter and the columns, or send the file in parts.`;
  return new SluiceError('INVALID_FILE', detail);
}

export function textLayout(shape: InputShape): TextLayout {
  const isCsv = shape.format === 'csv';
  return { delimiter: shape.delimiter, hasHeader: isCsv, blankIsRecord: isCsv && shape.columns.length === 1 };
}

/** What the last read_csv on this connection rejected, with the number and line of each record, in the order of the file. */
export async function rejectedRecords(
  connection: DuckDBConnection,
  path: string,
  shape: InputShape,
): Promise<RejectedRecord[]> {
  if (shape.format === 'parquet') return [];
  // One reject for each missing column: the first of a record stands for it. Positions count from 1.
  const reader = await connection.runAndReadAll(
    `SELECT line_byte_position::DOUBLE - 1, first(error_type::VARCHAR ORDER BY byte_position)
     FROM reject_errors GROUP BY line_byte_position ORDER BY line_byte_position LIMIT ${MAX_BAD_RECORDS + 1}`,
  );
  const codes = new Map<number, RowErrorCode>();
  const [offsets = [], types = []] = reader.getColumnsJS();
  if (offsets.length > MAX_BAD_RECORDS) throw tooManyBadRecords();
  offsets.forEach((offset, i) => {
    const type = types[i];
    codes.set(Number(offset), (typeof type === 'string' ? CODES[type] : undefined) ?? 'MALFORMED_RECORD');
  });
  if (codes.size === 0) return [];
  const found: RejectedRecord[] = [];
  const locator = new RecordLocator(textLayout(shape), [...codes.keys()], (place, rejectedAt) => {
    const code = rejectedAt === null ? undefined : codes.get(rejectedAt);
    if (rejectedAt !== null && code !== undefined) found.push({ ...place, code, offset: rejectedAt });
  });
  await locator.read(path);
  return found;
}

/** Physical line of each of the given data records (ascending); for Parquet the record number. */
export async function linesOf(
  rows: readonly number[],
  path: string,
  shape: InputShape,
  rejectedStarts: readonly number[] = [],
): Promise<Map<number, number>> {
  const lines = new Map<number, number>();
  if (rows.length === 0) return lines;
  if (shape.format === 'parquet') return new Map(rows.map((row) => [row, row]));
  let next = 0;
  const locator = new RecordLocator(textLayout(shape), rejectedStarts, ({ row, line }) => {
    if (row !== rows[next]) return;
    lines.set(row, line);
    next++;
  });
  await locator.read(path);
  return lines;
}
