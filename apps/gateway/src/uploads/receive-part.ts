import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { PartWriter } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { receiveBytes, type ByteSink } from '../batches/receive-bytes';
import type { Checksum } from './tus-headers';

/**
 * Streams the body of one request into an upload. Without a checksum, what came before a connection broke stays; with one, all of it counts or nothing.
 * @returns the offset of the upload afterwards
 * @throws SluiceError UPLOAD_CORRUPT when the bytes do not fit the checksum; those of receiveBytes and of the writer
 */
export async function receivePart(body: Readable, part: PartWriter, checksum: Checksum | null): Promise<number> {
  if (checksum === null) {
    try {
      await receiveBytes(body, part, { maxBytes: Infinity });
    } catch (error) {
      await part.finish();
      throw error;
    }
    return part.finish();
  }
  const hashed = new HashedSink(part, createHash(checksum.algorithm));
  try {
    await receiveBytes(body, hashed, { maxBytes: Infinity });
    if (!hashed.hash.digest().equals(checksum.digest)) {
      throw new SluiceError(
        'UPLOAD_CORRUPT',
        'The bytes do not fit Upload-Checksum. None of them was kept; send them again.',
      );
    }
    return await part.finish();
  } finally {
    await part.drop();
  }
}

class HashedSink implements ByteSink {
  constructor(
    private readonly sink: ByteSink,
    readonly hash: Hash,
  ) {}

  get bytesWritten(): number {
    return this.sink.bytesWritten;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.hash.update(bytes);
    return this.sink.write(bytes);
  }
}
