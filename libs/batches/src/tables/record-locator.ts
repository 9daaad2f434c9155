import { createReadStream } from 'node:fs';
import { QuoteTracker } from './quote-tracker';

/** Where a record of a text file stands. */
export interface RecordPlace {
  /** 1-based number among the data records (header and skipped blank lines not counted). */
  readonly row: number;
  /** 1-based physical line on which the record starts. */
  readonly line: number;
}

export interface TextLayout {
  /** Delimiter of a CSV; null for lines without quoting (NDJSON). */
  readonly delimiter: string | null;
  readonly hasHeader: boolean;
  /** Whether an empty line is a record: it is in a file of one column. */
  readonly blankIsRecord: boolean;
}

const LF = 10;
const CR = 13;

/**
 * Walks over the records of a text file, counting records and physical lines. Only used when a file has bad records, to say where they are: DuckDB
 * tells the byte at which a rejected record starts, and nothing about the place of the others.
 */
export class RecordLocator {
  private row = 0;
  private line = 1;
  private offset = 0;
  private started: { line: number; rejectedAt: number | null } | null = null;
  private nextRejected = 0;
  private lastByte = 0;
  private headerLeft: boolean;
  private readonly quotes: QuoteTracker | null;

  constructor(
    private readonly layout: TextLayout,
    /**
     * Byte offsets at which DuckDB started a record that it rejected, ascending: here a record starts, whatever quotes say. (Where blank lines stand before
     * the record, DuckDB counts them in.)
     */
    private readonly rejected: readonly number[],
    /** `rejectedAt`: which of the offsets this record is, or null. */
    private readonly onRecord: (place: RecordPlace, rejectedAt: number | null) => void,
  ) {
    this.headerLeft = layout.hasHeader;
    this.quotes = layout.delimiter === null ? null : new QuoteTracker(layout.delimiter.charCodeAt(0));
  }

  async read(path: string): Promise<void> {
    for await (const bytes of createReadStream(path, { highWaterMark: 1024 * 1024 })) this.walk(bytes as Buffer);
    this.endRecord();
  }

  private walk(bytes: Buffer): void {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      const offset = this.offset + i;
      if (offset === this.rejected[this.nextRejected]) this.endRecord();
      if (byte === LF || byte === CR) this.newline(byte, offset);
      else this.content(byte, offset);
      this.lastByte = byte;
    }
    this.offset += bytes.length;
  }

  private content(byte: number, offset: number): void {
    if (this.started === null) this.start(offset);
    this.quotes?.step(byte, offset);
  }

  private newline(byte: number, offset: number): void {
    const secondHalf = byte === LF && this.lastByte === CR;
    if (!secondHalf) {
      if (this.quotes?.quoted === true) this.quotes.step(byte, offset);
      else if (this.started !== null) this.endRecord();
      else if (this.layout.blankIsRecord) {
        this.start(offset);
        this.endRecord();
      }
      this.line++;
    }
  }

  private start(offset: number): void {
    let rejectedAt: number | null = null;
    for (
      let at = this.rejected[this.nextRejected];
      at !== undefined && at <= offset;
      at = this.rejected[++this.nextRejected]
    ) {
      rejectedAt = at;
    }
    this.started = { line: this.line, rejectedAt };
    this.quotes?.reset();
  }

  private endRecord(): void {
    if (this.started === null) return;
    const { line, rejectedAt } = this.started;
    this.started = null;
    this.quotes?.reset();
    if (this.headerLeft) this.headerLeft = false;
    else this.onRecord({ row: ++this.row, line }, rejectedAt);
  }
}
