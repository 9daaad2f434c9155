import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestSystem } from '@sluice/testing';

/** For TestSystem: its workers wait where `whileHeld` holds them. */
export const HELD_WORKERS = { worker: join(__dirname, 'preloads/held.cjs') } as const;

/**
 * Does something that nobody overtakes, however late it comes.
 * @param what workers hold: `plan`, that no file is read; `chunks`, that of a batch some chunks are scored and others are not
 */
export async function whileHeld<T>(
  { folder }: TestSystem,
  what: 'plan' | 'chunks',
  work: () => Promise<T>,
): Promise<T> {
  const mark = join(folder, `held-${what}`);
  await writeFile(mark, '');
  try {
    return await work();
  } finally {
    await rm(mark);
  }
}
