import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SluiceError } from '@sluice/contracts';
import { Decompress } from 'fzstd';

export type Compression = 'gzip' | 'zstd';

/** So little may unfold to 43 MB at once: 341 blocks of 128 kB, each written as one byte and its number. */
const ZSTD_PUSH_BYTES = 1_024;

/**
 * The bytes that a compressed stream stands for, a buffer at a time and no faster than they are taken. Nothing bounds their number but who takes them.
 * @throws SluiceError INVALID_FILE for what is no such stream, or ends early; what the source throws
 */
export async function* decompressed(source: Readable, compression: Compression): AsyncGenerator<Buffer> {
  try {
    yield* compression === 'gzip' ? gunzipped(source) : unpackedZstd(source);
  } catch (cause) {
    if (cause === source.errored) throw cause;
    const detail = `The file is no whole ${compression} stream. Compress it again, or send it as it is.`;
    throw new SluiceError('INVALID_FILE', detail, { cause });
  }
}

async function* gunzipped(source: Readable): AsyncGenerator<Buffer> {
  // Errors of both are those of the iteration.
  for await (const part of pipeline(source, createGunzip(), () => undefined)) yield part as Buffer;
}

async function* unpackedZstd(source: Readable): AsyncGenerator<Buffer> {
  let unpacked: Uint8Array[] = [];
  const stream = new Decompress((part) => unpacked.push(part));
  const taken = function* (): Generator<Buffer> {
    for (const part of unpacked) yield Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    unpacked = [];
  };
  for await (const part of source) {
    const bytes = part as Buffer; // A byte stream: Node types it for object streams too.
    for (let start = 0; start < bytes.length; start += ZSTD_PUSH_BYTES) {
      stream.push(bytes.subarray(start, start + ZSTD_PUSH_BYTES));
      yield* taken();
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* taken();
}
