import { createHash } from 'node:crypto';
import { endianness } from 'node:os';

/** Base64 of little-endian float64. */
export function encodeScores(scores: Float64Array): string {
  return bytesOf(scores).toString('base64');
}

export function decodeScores(encoded: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(encoded, 'base64'));
  return new Float64Array(swapped(bytes).buffer);
}

/** SHA-256 of the scores in hex: equal for two attempts exactly when every score is. */
export function checksumOf(scores: Float64Array): string {
  return createHash('sha256').update(bytesOf(scores)).digest('hex');
}

function bytesOf(scores: Float64Array): Buffer {
  return Buffer.from(swapped(new Uint8Array(scores.slice().buffer)).buffer);
}

function swapped(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (endianness() === 'BE') Buffer.from(bytes.buffer).swap64();
  return bytes;
}
