import { createHash } from 'node:crypto';
import type { Lines } from '../tables/stream-lines';

/** Records between two marks, at least. */
const MARK_RECORDS = 16_384;

/** A place where reading may begin. */
export interface Mark {
  /** Records before it. */
  readonly records: number;
  /** Bytes before it. */
  readonly bytes: number;
}

/** What is known of a document that was read to its end. */
export interface Measure {
  readonly bytes: number;
  /** SHA-256 in base64. */
  readonly sha256: string;
  /** Ascending; none where bytes are found without them. */
  readonly marks: readonly Mark[];
}

/** Measures a text while it passes. */
export class Measuring {
  private readonly hash = createHash('sha256');
  private readonly marks: Mark[] = [];
  private records = 0;
  private bytes = 0;

  add({ text, records }: Lines): Buffer {
    // A header belongs to the mark of the first record, which is the start of the document.
    if (this.records - (this.marks.at(-1)?.records ?? -MARK_RECORDS) >= MARK_RECORDS)
      this.marks.push({ records: this.records, bytes: this.bytes });
    const bytes = Buffer.from(text);
    this.hash.update(bytes);
    this.records += records;
    this.bytes += bytes.length;
    return bytes;
  }

  end(): Measure {
    return { bytes: this.bytes, sha256: this.hash.digest('base64'), marks: this.marks };
  }
}
