import type { Readable } from 'node:stream';

/** Key of the object that holds the identity of a store. */
export const STORE_IDENTITY = 'store-identity';

/** Bytes of an object, counted from 0; `last` is the last one of them. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** An object on its way in: bytes go to `write`, then exactly one of `commit` and `abort`. */
export interface Upload {
  readonly bytesWritten: number;
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the object durable and visible under its key. False when the key was already taken: the bytes are dropped. */
  commit(): Promise<boolean>;
  abort(): Promise<void>;
  /** Where the bytes lie meanwhile on this machine, for reading a header before the commit. */
  readonly localPath: string;
}

/**
 * Immutable objects under slash-separated keys. A put is durable and all or nothing: whoever sees a key sees every byte of it.
 * Every method throws SluiceError STORAGE_FULL or STORE_UNAVAILABLE when the storage behind it does.
 */
export interface ObjectStore {
  /** Creates the object unless the key exists. True when this call created it: of all callers exactly one wins. */
  putIfAbsent(key: string, bytes: Uint8Array | string): Promise<boolean>;
  /** Starts a streamed object. */
  upload(key: string): Promise<Upload>;
  /** Moves a finished local file into the store. False when the key exists. The local file is gone afterwards. */
  putFile(key: string, localPath: string): Promise<boolean>;
  /** null when there is no such object. */
  get(key: string): Promise<Buffer | null>;
  /** Size in bytes, null when there is no such object. */
  size(key: string): Promise<number | null>;
  /** @param range part of the object, which must begin within it; all of it by default. Throws STORE_UNAVAILABLE when there is no such object. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** Names directly under a prefix, sorted; those of deeper prefixes once, without their slash. */
  list(prefix: string): Promise<string[]>;
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>;
  deletePrefix(prefix: string): Promise<void>;
  /**
   * A path on this machine that holds the bytes of the object, for libraries that open files themselves. Read only; ask again for each use, since a
   * store elsewhere keeps copies only for a while. Throws STORE_UNAVAILABLE when there is no such object.
   */
  localPath(key: string): Promise<string>;
  /** A new empty path for scratch files on this machine; putFile, readScratch or the caller removes it. */
  scratchPath(): Promise<string>;
  /** Streams a scratch file and removes it when the stream ends, however it ends. */
  readScratch(path: string): Readable;
  /** Removes scratch files of this machine that nobody has written to for `olderThanMs`. */
  sweepScratch(olderThanMs: number): Promise<void>;
  /** Identity of the storage, made when it is first used. */
  identity(): Promise<string>;
}
