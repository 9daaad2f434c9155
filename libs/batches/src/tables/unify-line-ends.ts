import { createReadStream, createWriteStream } from 'node:fs';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { QuoteTracker } from './quote-tracker';

const LF = 10;
const CR = 13;

/** Copies a CSV with every line end outside of quotes as LF. Each stays one line end, so physical lines keep their numbers. */
export async function unifyLineEnds(from: string, to: string, delimiter: string): Promise<void> {
  await pipeline(
    createReadStream(from, { highWaterMark: 1024 * 1024 }),
    new LineEnds(delimiter),
    createWriteStream(to),
  );
}

class LineEnds extends Transform {
  private readonly quotes: QuoteTracker;
  private offset = 0;
  private lastByte = 0;

  constructor(delimiter: string) {
    super();
    this.quotes = new QuoteTracker(delimiter.charCodeAt(0));
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const out = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      if (this.quotes.quoted || (byte !== LF && byte !== CR)) {
        this.quotes.step(byte, this.offset);
        out[length++] = byte;
      } else if (!(byte === LF && this.lastByte === CR)) {
        this.quotes.reset();
        out[length++] = LF;
      }
      this.lastByte = byte;
      this.offset++;
    }
    done(null, out.subarray(0, length));
  }
}
