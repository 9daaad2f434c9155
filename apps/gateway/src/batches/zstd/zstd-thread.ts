import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FrameEnd, ZstdPiece, ZstdReply } from './zstd-message';

/** What the decoder needs beside its window and one block, with room to spare. */
const HEAP_MB = 32;

/**
 * Our end of the thread that unpacks one zstd stream. It has a thread because the decoder believes what a block says: 22 bytes that name 40,000 matches of
 * 64 kB each keep it busy for half a minute, which no look at the outside of a block would tell.
 */
export class ZstdThread {
  private readonly worker = new Worker(entry(), { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });

  /** @param limitMs for one piece. A block of 128 kB takes some milliseconds. */
  constructor(private readonly limitMs: number) {
    // `push` hears of it; an error without any listener would end the process.
    this.worker.on('error', () => undefined);
  }

  /**
   * Unpacks the next piece; one at a time.
   * @param end not null: a frame ends with it
   * @returns null for what is no zstd stream, is not what was compressed, or takes longer than any would
   * @throws Error when the thread fails
   */
  async push(bytes: Uint8Array, end: FrameEnd | null): Promise<ZstdReply> {
    const signal = AbortSignal.timeout(this.limitMs);
    const answered = once(this.worker, 'message', { signal });
    // A copy: the bytes may be a small part of a buffer, all of which would go over.
    const piece: ZstdPiece = { bytes: new Uint8Array(bytes), end };
    this.worker.postMessage(piece, [piece.bytes.buffer]);
    try {
      const [reply] = (await answered) as [ZstdReply];
      return reply;
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /** Also in the middle of a block. */
  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Compiled code finds the thread beside itself; tests run from TypeScript, which a thread cannot load, and take what was built. */
function entry(): string {
  const compiled = __filename.endsWith('.js');
  const built = resolve(__dirname, '../../../../../dist/apps/gateway/src/batches/zstd');
  const path = join(compiled ? __dirname : built, 'zstd.thread.js');
  if (!existsSync(path)) throw new Error('The compiled zstd thread is missing: run `npm run build` first.');
  return path;
}
