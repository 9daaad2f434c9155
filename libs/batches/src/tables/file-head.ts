import { open } from 'node:fs/promises';

/** Longest header record of a CSV, and what is looked at to tell a format. */
export const HEAD_BYTES = 64 * 1024;

/** The first bytes of a file, at most HEAD_BYTES. */
export async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
