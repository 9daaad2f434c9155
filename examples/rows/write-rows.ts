import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ChatRow } from './chat-rows';

export const ROW_FORMATS = ['csv', 'ndjson'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

const COLUMNS = ['id', 'session_id', 'user_id', 'occurred_at', 'text'] as const satisfies (keyof ChatRow)[];
/** Rows are handed over in pieces of about this many characters; the disk sets the pace. */
const PIECE = 64 * 1024;

/** Writes rows to a new file, never more than a few pieces in memory. @throws Error EEXIST when the file is there already */
export async function writeRows(rows: Iterable<ChatRow>, file: string, format: RowFormat): Promise<void> {
  await pipeline(Readable.from(pieces(rows, format)), createWriteStream(file, { flags: 'wx' }));
}

/** One row with its line end; CSV by RFC 4180. */
export function encodeRow(row: ChatRow, format: RowFormat): string {
  if (format === 'ndjson') return `${JSON.stringify(row)}\n`;
  return `${COLUMNS.map((column) => quoted(row[column])).join(',')}\n`;
}

function* pieces(rows: Iterable<ChatRow>, format: RowFormat): Generator<string> {
  let piece = format === 'csv' ? `${COLUMNS.join(',')}\n` : '';
  for (const row of rows) {
    piece += encodeRow(row, format);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
