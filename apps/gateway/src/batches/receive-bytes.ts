import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import type { Upload } from '@sluice/storage';

/** Least bytes of each window: a slower sender holds a connection for nothing. */
const WINDOW_MS = 10_000;
const LEAST_BYTES = 10 * 1_024;

export interface ReceivedBytes {
  readonly bytes: number;
  /** SHA-256 of the bytes in hex. */
  readonly sha256: string;
}

/**
 * Streams a body into the store, a buffer at a time.
 * @throws SluiceError PAYLOAD_TOO_LARGE, REQUEST_TIMEOUT when it comes too slowly, BAD_REQUEST when the client breaks off, and those of the store
 */
export async function receiveBytes(source: Readable, upload: Upload, maxBytes: number): Promise<ReceivedBytes> {
  const hash = createHash('sha256');
  const stopWatching = watchRate(source, upload);
  try {
    // Not destroyed when it is too large: that would end the connection before the answer.
    for await (const part of source.iterator({ destroyOnReturn: false })) {
      const bytes = part as Buffer; // A byte stream: Node types it for object streams too.
      if (upload.bytesWritten + bytes.length > maxBytes) throw tooLarge(maxBytes);
      hash.update(bytes);
      await upload.write(bytes);
    }
  } catch (error) {
    throw error instanceof SluiceError
      ? error
      : new SluiceError('BAD_REQUEST', 'The upload broke off. Nothing was kept; send it again.');
  } finally {
    stopWatching();
  }
  return { bytes: upload.bytesWritten, sha256: hash.digest('hex') };
}

export function tooLarge(maxBytes: number): SluiceError {
  return new SluiceError(
    'PAYLOAD_TOO_LARGE',
    `A file may have at most ${maxBytes} bytes. Split it, or raise MAX_UPLOAD_BYTES.`,
  );
}

function watchRate(source: Readable, upload: Upload): () => void {
  let before = 0;
  const timer = setInterval(() => {
    if (upload.bytesWritten - before < LEAST_BYTES) {
      source.destroy(
        new SluiceError('REQUEST_TIMEOUT', 'The upload came slower than 1 kB/s. Send it again on a faster connection.'),
      );
    }
    before = upload.bytesWritten;
  }, WINDOW_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
