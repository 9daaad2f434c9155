import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessMark } from '../shutdown/process-mark';

/** What a private Redis leaves in its folder, so that a later start finds it again. Readable by its owner only: the URL may hold a password. */
export interface RedisNote extends ProcessMark {
  readonly url: string;
}

/** null when there is none, or it is not ours to read. */
export function readRedisNote(folder: string): RedisNote | null {
  try {
    const note: unknown = JSON.parse(readFileSync(noteFile(folder), 'utf8'));
    return isNote(note) ? note : null;
  } catch {
    return null;
  }
}

export function writeRedisNote(folder: string, note: RedisNote): void {
  rmSync(noteFile(folder), { force: true });
  writeFileSync(noteFile(folder), JSON.stringify(note), { mode: 0o600, flag: 'wx' });
}

function noteFile(folder: string): string {
  return join(folder, 'redis.json');
}

function isNote(value: unknown): value is RedisNote {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt, url } = value as Partial<Record<keyof RedisNote, unknown>>;
  return Number.isSafeInteger(pid) && typeof startedAt === 'string' && typeof url === 'string';
}
