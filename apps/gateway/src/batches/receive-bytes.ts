import { createHash } from 'node:crypto';
import { finished, PassThrough, type Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import { decompressed, type Compression } from './decompress';

export interface ReceiveOptions {
  /** Of the unpacked bytes. */
  readonly maxBytes: number;
  /** null: none. */
  readonly compression?: Compression | null;
  /** Whether the bytes come from a store of ours, and not from the client; false by default. */
  readonly fromStore?: boolean;
}

/** Where the bytes go. */
export interface ByteSink {
  readonly bytesWritten: number;
  write(bytes: Uint8Array): Promise<void>;
}

/** What was written: the unpacked bytes. */
export interface ReceivedBytes {
  readonly bytes: number;
  /** SHA-256 of the bytes in hex. */
  readonly sha256: string;
}

/**
 * Streams a body into the store, a buffer at a time, unpacked if it is compressed.
 * @throws SluiceError PAYLOAD_TOO_LARGE, INVALID_FILE when it cannot be unpacked, BAD_REQUEST when the client breaks off, STORE_UNAVAILABLE when a store does, and
 * those of the store that it writes to
 */
export async function receiveBytes(
  source: Readable,
  upload: ByteSink,
  { maxBytes, compression = null, fromStore = false }: ReceiveOptions,
): Promise<ReceivedBytes> {
  const hash = createHash('sha256');
  const body = detached(source);
  try {
    for await (const part of compression === null ? body : decompressed(body, compression)) {
      const bytes = part as Buffer; // A byte stream: Node types it for object streams too.
      if (upload.bytesWritten + bytes.length > maxBytes) throw tooLarge(maxBytes);
      hash.update(bytes);
      await upload.write(bytes);
    }
  } catch (error) {
    throw error === body.errored && !(error instanceof SluiceError) ? brokeOff(fromStore, error) : error;
  } finally {
    source.unpipe(body);
  }
  return { bytes: upload.bytesWritten, sha256: hash.digest('hex') };
}

export function tooLarge(maxBytes: number): SluiceError {
  return new SluiceError(
    'PAYLOAD_TOO_LARGE',
    `A file may have at most ${maxBytes} bytes. Split it, or raise MAX_UPLOAD_BYTES.`,
  );
}

function brokeOff(fromStore: boolean, cause: unknown): SluiceError {
  if (!fromStore) return new SluiceError('BAD_REQUEST', 'The upload broke off. Nothing was kept; send it again.');
  const detail = 'The store broke off in the middle of a file. Nothing was kept; send this again later.';
  return new SluiceError('STORE_UNAVAILABLE', detail, { cause, retryAfterS: 10 });
}

/** The same bytes in a stream of its own: destroying the source would end the connection before the client has its answer. */
function detached(source: Readable): PassThrough {
  const body = new PassThrough({ highWaterMark: 256 * 1024 });
  // Also for a source that has failed or closed before anybody looked at it, as the file of a form that is cut short.
  finished(source, { writable: false }, (error) => {
    if (error) body.destroy(error);
  });
  return source.pipe(body);
}
