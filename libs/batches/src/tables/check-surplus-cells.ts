import { createReadStream } from 'node:fs';
import { SluiceError } from '@sluice/contracts';
import type { InputShape } from '../records/batch-manifest';
import { QuoteTracker } from './quote-tracker';

const [LF, CR, QUOTE] = [10, 13, 34];
const READ_BYTES = 1024 * 1024;
/** Lines of at most so many bytes are not looked into: the cells of 2,048 of them cannot cost too much. */
const SHORT_BYTES = 128;
/** Records that DuckDB takes at once. */
const WINDOW_RECORDS = 2_048;
/** Measured: each cell too many costs DuckDB a copy of its record and this, outside of its memory limit. */
const CELL_BYTES = 2_000;
const MOST_BYTES = 128 * 2 ** 20;

/**
 * DuckDB holds one error for each cell that a record of a CSV has too many, each with the whole record: 40 kB in one line of 20,000 cells take 600 MB.
 * @param mostBytes what they may come to
 * @throws SluiceError INVALID_FILE before that happens
 */
export async function checkSurplusCells(
  path: string,
  { delimiter, columns }: Pick<InputShape, 'delimiter' | 'columns'>,
  mostBytes = MOST_BYTES,
): Promise<void> {
  if (delimiter === null) return;
  const cells = new SurplusCells(delimiter.charCodeAt(0), columns.length, mostBytes);
  for await (const bytes of createReadStream(path, { highWaterMark: READ_BYTES })) {
    const found = cells.read(bytes as Buffer);
    if (found === null) continue;
    const line = await lineAt(path, found.offset);
    throw new SluiceError(
      'INVALID_FILE',
      `The record on line ${line} has ${found.cells} cells or more, the header ${columns.length}, and there may be too many like it to list them. ` +
        'Check the delimiter, and put cells that hold it into quotes.',
    );
  }
}

/** A record with too many cells, when they are too many altogether. */
interface Surplus {
  readonly offset: number;
  readonly cells: number;
}

/** Skips what is short and plain by searches that Node does natively, and walks over the rest byte by byte. */
class SurplusCells {
  private readonly quotes: QuoteTracker;
  /** Of the first byte of the piece that is read. */
  private offset = 0;
  /** Of the record that is walked over; null between records. */
  private record: { readonly offset: number; cells: number } | null = null;
  private walked = 0;
  private cost = 0;

  constructor(
    private readonly delimiter: number,
    private readonly columns: number,
    private readonly mostBytes: number,
  ) {
    this.quotes = new QuoteTracker(delimiter);
  }

  read(bytes: Buffer): Surplus | null {
    for (let at = 0; at < bytes.length;) {
      const next = this.record === null ? this.skip(bytes, at) : at;
      at = next > at ? next : this.walk(bytes, at);
      if (this.cost > this.mostBytes) break;
    }
    this.offset += bytes.length;
    return this.cost > this.mostBytes ? this.record : null;
  }

  /** @returns where the first record begins that is long, unclear, or cut by the end of the piece */
  private skip(bytes: Buffer, start: number): number {
    let at = start;
    let quote = indexOf(bytes, QUOTE, at);
    for (;;) {
      const end = bytes.lastIndexOf(LF, Math.min(at + SHORT_BYTES, bytes.length) - 1);
      if (end >= at && quote > end) {
        at = end + 1;
        continue;
      }
      const lineEnd = indexOf(bytes, LF, at);
      if (lineEnd === bytes.length || (quote < lineEnd && !this.isPlain(bytes, quote, at, lineEnd))) return at;
      if (lineEnd - at > SHORT_BYTES && this.cellsIn(bytes, at, lineEnd) > this.columns) return at;
      at = lineEnd + 1;
      if (quote < at) quote = indexOf(bytes, QUOTE, at);
    }
  }

  /** Of a plain line: there each quote begins or ends what is quoted, and a doubled one does both. */
  private cellsIn(bytes: Buffer, start: number, end: number): number {
    let [cells, quoted] = [1, false];
    for (let at = start; at < end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === this.delimiter && !quoted) cells++;
    }
    return cells;
  }

  /** Whether every quoted cell of a line begins and ends where a cell does, so that its record ends with it. */
  private isPlain(bytes: Buffer, firstQuote: number, lineStart: number, lineEnd: number): boolean {
    for (let open = firstQuote; open < lineEnd; open = indexOf(bytes, QUOTE, open)) {
      if (open > lineStart && bytes[open - 1] !== this.delimiter) return false;
      let close = indexOf(bytes, QUOTE, open + 1);
      while (close < lineEnd && bytes[close + 1] === QUOTE) close = indexOf(bytes, QUOTE, close + 2);
      if (close >= lineEnd) return false;
      const after = bytes[close + 1];
      if (after !== this.delimiter && after !== LF && after !== CR) return false;
      open = close + 1;
    }
    return true;
  }

  /** @returns where the record ends, or the end of the piece */
  private walk(bytes: Buffer, start: number): number {
    const record = (this.record ??= { offset: this.offset + start, cells: 1 });
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (!this.quotes.quoted) {
        if (byte === LF || byte === CR) return this.end(at + 1);
        if (byte === this.delimiter) this.count(record, at);
        if (this.cost > this.mostBytes) return at;
      }
      this.quotes.step(byte, this.offset + at);
    }
    return bytes.length;
  }

  private count(record: { readonly offset: number; cells: number }, at: number): void {
    record.cells++;
    if (record.cells > this.columns) this.cost += CELL_BYTES + this.offset + at - record.offset;
  }

  private end(next: number): number {
    this.record = null;
    this.quotes.reset();
    if (++this.walked % WINDOW_RECORDS === 0) this.cost = 0;
    return next;
  }
}

/** Past the end when it is not there. */
function indexOf(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from);
  return found === -1 ? bytes.length : found;
}

/** The physical line, from 1, on which a byte stands. */
async function lineAt(path: string, offset: number): Promise<number> {
  let line = 1;
  if (offset === 0) return line;
  for await (const part of createReadStream(path, { end: offset - 1, highWaterMark: READ_BYTES })) {
    const bytes = part as Buffer;
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) line++;
  }
  return line;
}
