const QUOTE = 34;
const BOM_BYTES = 3;

/** Knows, byte by byte, whether a CSV is inside a quoted field (RFC 4180: quotes count at the start of a field and inside a quoted one). */
export class QuoteTracker {
  private inQuotes = false;
  private fieldStart = true;
  private lastByte = 0;

  /** @param delimiter its byte */
  constructor(private readonly delimiter: number) {}

  get quoted(): boolean {
    return this.inQuotes;
  }

  /** Takes the next byte. `offset` from the start of the file: a byte order mark leaves the first field at its start. */
  step(byte: number, offset: number): void {
    if (byte === QUOTE && (this.inQuotes || this.fieldStart)) this.inQuotes = !this.inQuotes;
    // A doubled quote closes and opens again: after a closing quote the field may go on only with another one.
    else if (byte === QUOTE && this.lastByte === QUOTE) this.inQuotes = true;
    this.fieldStart = !this.inQuotes && (byte === this.delimiter || (this.fieldStart && offset < BOM_BYTES));
    this.lastByte = byte;
  }

  /** At the start of a record. */
  reset(): void {
    this.inQuotes = false;
    this.fieldStart = true;
    this.lastByte = 0;
  }
}
