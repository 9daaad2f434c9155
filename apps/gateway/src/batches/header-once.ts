import { SluiceError } from '@sluice/contracts';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
/** As long as a record may be. */
const MAX_HEADER_BYTES = 64 * 1024;
const BYTE_ORDER_MARK = '\uFEFF';
const NONE = new Uint8Array(0);

/** Lets the header of the first of several CSV files pass, and takes it off the others, whose header must be the same. */
export class HeaderOnce {
  private number = 0;
  /** Start of the current file, as long as its first line has not come whole. */
  private head: Buffer | null = null;
  private first = '';

  /** @param number of the file, from 1 */
  begin(number: number): void {
    this.number = number;
    this.head = Buffer.alloc(0);
  }

  /** @returns what of the next bytes of the file belongs into the input. @throws SluiceError INVALID_FIELD when the header is another */
  filter(bytes: Uint8Array): Uint8Array {
    if (this.head === null) return bytes;
    const head = Buffer.concat([this.head, bytes]);
    const end = head.indexOf(NEWLINE);
    if (end >= 0 || head.length > MAX_HEADER_BYTES) return this.take(head, end);
    this.head = head;
    return NONE;
  }

  /** The end of a file. @returns what belongs into the input of a file that has no line end at all */
  end(): Uint8Array {
    return this.head === null ? NONE : this.take(this.head, -1);
  }

  /** @param end of the first line; -1: none has come */
  private take(head: Buffer, end: number): Uint8Array {
    this.head = null;
    const line = head.subarray(0, end < 0 ? head.length : end);
    const text = line.toString('utf8').replace(/\r$/, '');
    const header = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    if (this.number === 1) {
      this.first = header;
      return head;
    }
    if (header !== this.first || line.length > MAX_HEADER_BYTES || hasOpenQuote(line)) throw this.misfit();
    return head.subarray(end < 0 ? head.length : end + 1);
  }

  private misfit(): SluiceError {
    const detail = `File ${this.number} of the batch does not have the header of the first. Give all files the same columns in the same order.`;
    const errors = [{ pointer: '/file', code: 'NOT_ALLOWED', message: 'has another header than the first file' }];
    return new SluiceError('INVALID_FIELD', detail, { errors });
  }
}

/** A header with a line end in it goes on behind its first line: too rare to be worth following. */
function hasOpenQuote(line: Buffer): boolean {
  let quotes = 0;
  for (const byte of line) if (byte === QUOTE) quotes++;
  return quotes % 2 === 1;
}
