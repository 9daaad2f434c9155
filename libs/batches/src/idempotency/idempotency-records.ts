import { createHash } from 'node:crypto';
import type { ObjectStore } from '@sluice/storage';

/** How long a key stands for its batch. */
export const REMEMBERED_MS = 7 * 86_400_000;

/** `idempotency/<tenant>/<hash of the key>/…` */
export const IDEMPOTENCY = 'idempotency';

/** An upload under a key that is on its way; its gateway adds a beat every few seconds. */
export interface UploadRecord {
  readonly at: number;
}

/** What a key stands for: the batch, and the digest of the bytes and fields that it was made of. The latest turn counts. */
export interface KeyRecord {
  readonly at: number;
  readonly batch_id: string;
  readonly fingerprint: string;
}

export const parseUpload = (text: string): UploadRecord => JSON.parse(text) as UploadRecord;
export const parseKey = (text: string): KeyRecord => JSON.parse(text) as KeyRecord;

/** Keys of the records of one idempotency key. Turns and uploads are numbered from 1; whoever creates a number first has it. */
export class IdempotencyKeys {
  readonly root: string;
  readonly turns: string;
  readonly uploads: string;

  /** @param key as the client chose it; only its hash is kept */
  constructor(tenant: string, key: string) {
    this.root = `${IDEMPOTENCY}/${tenant}/${createHash('sha256').update(key).digest('hex')}`;
    this.turns = `${this.root}/turns`;
    this.uploads = `${this.root}/uploads`;
  }

  turn(number: number): string {
    return `${this.turns}/${number}`;
  }
  upload(number: number): string {
    return `${this.uploads}/${number}`;
  }
  beats(upload: number): string {
    return `${this.root}/beats/${upload}`;
  }
}

/** The record of the highest number below the prefix, or null when there is none. */
export async function latest<T>(
  store: ObjectStore,
  prefix: string,
  parse: (text: string) => T,
): Promise<{ readonly number: number; readonly record: T } | null> {
  const number = Math.max(0, ...(await store.list(prefix)).map(Number));
  if (number === 0) return null;
  const bytes = await store.get(`${prefix}/${number}`);
  // Our own record, written whole or not at all; an upload may have been released in between.
  return bytes === null ? null : { number, record: parse(bytes.toString()) };
}
