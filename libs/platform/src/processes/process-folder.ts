import { hash } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { markProcess } from '../shutdown/process-mark';

/** Files of a process on another machine, or in another container, that nobody has written to for so long are taken for left behind. */
const LEFT_AFTER_MS = 86_400_000;

/**
 * A folder of this process alone under `parent`, for files that nobody else needs. What processes that were killed left there is removed: they could not do it
 * themselves.
 * @returns its path
 */
export async function processFolder(parent: string): Promise<string> {
  const own = nameOf(process.pid) ?? String(process.pid);
  await mkdir(join(parent, own), { recursive: true });
  for (const name of await readdir(parent)) {
    if (name !== own) await removeLeft(join(parent, name), name);
  }
  return join(parent, own);
}

/** Tells a process from any other that had its pid, on this machine or another. null when there is none. */
function nameOf(pid: number): string | null {
  const mark = markProcess(pid);
  return mark === null ? null : `${prefix()}${pid}-${hash('sha256', mark.startedAt, 'hex').slice(0, 12)}`;
}

/** Containers of one image count pids alike, but have host names of their own. */
const prefix = (): string => `${hostname()}-`;

async function removeLeft(path: string, name: string): Promise<void> {
  try {
    const [pid] = name.startsWith(prefix()) ? name.slice(prefix().length).split('-') : [];
    if (pid === undefined) await removeOldFiles(path);
    else if (nameOf(Number(pid)) !== name) await rm(path, { recursive: true, force: true });
  } catch {
    // Another process removes the same, or it belongs to another user: whoever starts next tries again.
  }
}

/** The folder stays: who knows whether its process lives. */
async function removeOldFiles(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    const file = join(path, name);
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > LEFT_AFTER_MS) await rm(file, { recursive: true, force: true });
  }
}
