import { statfs } from 'node:fs/promises';
import { SeededRandom } from '../../examples/rows/seeded-random';
import { chatText } from '../../examples/rows/texts';
import type { BenchOptions } from '../bench-options';
import { residentBytes, resetPeak } from '../processes/process-figures';
import { SluiceSystem } from '../processes/sluice-system';
import type { Workplace } from '../processes/workplace';

export interface UploadReport {
  readonly bytes: number;
  readonly seconds: number;
  /** Resident memory of the gateway before the upload, and the most during it. */
  readonly beforeBytes: number;
  readonly peakBytes: number;
}

/** Free disk that must be left beside the upload. */
const SPARE_BYTES = 2 * 2 ** 30;
const PIECE_BYTES = 1 << 20;
const SMALL_BYTES = 4 * PIECE_BYTES;

/** Streams one large CSV to POST /batch and cancels the batch at once. null when the disk is too full for it. */
export async function measureUpload(
  workplace: Workplace,
  { uploadBytes, seed }: BenchOptions,
  say: (line: string) => void,
): Promise<UploadReport | null> {
  const disk = await statfs(workplace.folder);
  if (disk.bavail * disk.bsize < uploadBytes + SPARE_BYTES) return null;
  say('upload');
  const system = await SluiceSystem.start(workplace);
  const { gateway } = system.pids;
  // A small one first: what only the first upload of a process costs does not grow with its size.
  await upload(system.url, SMALL_BYTES, seed);
  const before = residentBytes(gateway);
  resetPeak(gateway);
  const startedMs = performance.now();
  await upload(system.url, uploadBytes, seed);
  const seconds = (performance.now() - startedMs) / 1e3;
  const { peak } = residentBytes(gateway);
  await system.stop();
  return { bytes: uploadBytes, seconds, beforeBytes: before.now, peakBytes: peak };
}

async function upload(url: string, bytes: number, seed: number): Promise<void> {
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: ReadableStream.from(csvOf(bytes, seed)),
    duplex: 'half',
  });
  if (answer.status !== 202) throw new Error(`POST /batch answered ${answer.status}: ${await answer.text()}`);
  const { id } = (await answer.json()) as { readonly id: string };
  await fetch(`${url}/v1/batch/${id}/cancel`, { method: 'POST' });
}

/** A CSV of about `bytes` bytes. One piece is sent again and again: making texts would cost more than sending them. */
async function* csvOf(bytes: number, seed: number): AsyncGenerator<Uint8Array> {
  const random = new SeededRandom(seed);
  const lines: string[] = [];
  for (let size = 0; size < PIECE_BYTES;) {
    const line = `"${chatText(random, false)}"\n`;
    lines.push(line);
    size += line.length;
  }
  const piece = Buffer.from(lines.join(''));
  yield Buffer.from('text\n');
  for (let sent = 0; sent < bytes; sent += piece.length) yield await Promise.resolve(piece);
}
