import { createReadStream } from 'node:fs';

const LF = 10;
const PIECE_BYTES = 256 * 1024;

/** Whether a text file has a line of 512 KiB; one of half that length may count as such. */
export async function hasLongLine(path: string): Promise<boolean> {
  for await (const bytes of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    const piece = bytes as Buffer;
    if (piece.length === PIECE_BYTES && !piece.includes(LF)) return true;
  }
  return false;
}
