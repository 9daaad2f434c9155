import { finished, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SluiceError } from '@sluice/contracts';
import { ZstdBlocks, type CutPiece } from './zstd/zstd-blocks';
import { ZstdThread } from './zstd/zstd-thread';

export type Compression = 'gzip' | 'zstd';

/** A block takes milliseconds; a machine that is busy may take a thousand times as long. */
const ZSTD_BLOCK_MS = 10_000;

/**
 * The bytes that a compressed stream stands for, a buffer at a time and no faster than they are taken. Nothing bounds their number but who takes them.
 * @throws SluiceError INVALID_FILE for what is no such stream, or ends early; what the source throws
 */
export async function* decompressed(source: Readable, compression: Compression): AsyncGenerator<Buffer> {
  try {
    yield* compression === 'gzip' ? gunzipped(source) : unpackedZstd(source);
  } catch (cause) {
    if (cause === source.errored || cause instanceof SluiceError) throw cause;
    throw broken(compression, cause);
  }
}

/** Not by `pipeline`: that would give the source the error of its reader, and nobody could tell whose it was. */
async function* gunzipped(source: Readable): AsyncGenerator<Buffer> {
  const unpacked = source.pipe(createGunzip());
  finished(source, { writable: false }, (error) => {
    if (error) unpacked.destroy(error);
  });
  try {
    for await (const part of unpacked) yield part as Buffer;
  } finally {
    source.destroy();
  }
}

async function* unpackedZstd(source: Readable): AsyncGenerator<Buffer> {
  const blocks = new ZstdBlocks();
  const thread = new ZstdThread(ZSTD_BLOCK_MS);
  const unpack = async function* ({ bytes, end }: CutPiece): AsyncGenerator<Buffer> {
    const parts = await thread.push(bytes, end);
    if (parts === null) throw broken('zstd');
    for (const part of parts) yield Buffer.from(part.buffer);
  };
  try {
    // A byte stream: Node types it for object streams too.
    for await (const part of source) for (const piece of blocks.cut(part as Buffer)) yield* unpack(piece);
    if (!blocks.isWhole) throw broken('zstd');
  } finally {
    await thread.close();
  }
}

function broken(compression: Compression, cause?: unknown): SluiceError {
  const detail = `The file is no whole ${compression} stream. Compress it again, or send it as it is.`;
  return new SluiceError('INVALID_FILE', detail, { cause });
}
