import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Digest } from '@sluice/contracts';

export interface DigestedFile {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly digest: Digest;
}

/**
 * Reads a file once and digests those bytes, so that what was checked is what is parsed, whatever happens to the file meanwhile.
 * @throws Error when the file is longer than `maxBytes`.
 */
export async function readFileWithDigest(path: string, maxBytes: number): Promise<DigestedFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > maxBytes) throw new Error(`it is ${size} bytes long, allowed are ${maxBytes}`);
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    if (bytesRead !== size) throw new Error('it changed while it was read');
    return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
  } finally {
    await file.close();
  }
}
