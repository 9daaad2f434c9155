import type { Readable } from 'node:stream';

/** A file somewhere else, which somebody else may change. */
export interface SourceFile {
  /** Behind the prefix that was asked for. */
  readonly name: string;
  readonly bytes: number;
  /** Its bytes, as they were when it was listed. Throws SluiceError STORE_UNAVAILABLE, also when the file is another one by now. */
  readonly open: () => Promise<Readable>;
}

/** Files under an `s3://bucket/prefix/` address, by name. Throws SluiceError STORE_UNAVAILABLE. */
export interface FileSource {
  list(): AsyncIterable<SourceFile>;
}
