import type { Readable } from 'node:stream';
import type { ByteRange } from '@sluice/storage';
import type { Measure } from './measure';

/** A view of a batch in one format, before any of its bytes are read. */
export interface ResultDocument {
  /** False while the batch runs: only what is finished so far, in chunk order. */
  readonly complete: boolean;
  /** Names its bytes: as long as the tag is the same, so is every one of them. null while they change. */
  readonly tag: string | null;
  /** Whether it can be measured, and with its measure be read in part. */
  readonly seekable: boolean;
  /**
   * Its length and digest; null when nobody knows them yet.
   * @param needed finds them out, which may take a pass over all of it, unless the document is not seekable
   */
  measure(needed: boolean): Promise<Measure | null>;
  /** All of it. */
  whole(): Promise<Readable>;
  /** Some of its bytes. @param range within the measure */
  part(measure: Measure, range: ByteRange): Promise<Readable>;
}
