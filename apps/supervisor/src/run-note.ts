import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { ProcessMark } from '@sluice/platform';

/** `run.json` in DATA_DIR: which processes run here. Readable by its owner only, because the Redis URL may hold a password. */
export interface RunNote {
  readonly supervisor: ProcessMark;
  /** Of the gateway; null until it is ready. */
  readonly address: string | null;
  /** null: REDIS_URL names one that is not ours. */
  readonly redis: (ProcessMark & { readonly url: string }) | null;
  readonly gateway: ProcessMark | null;
  readonly workers: readonly ProcessMark[];
}

/** null when there is none, or it is not one of ours. */
export function readRunNote(file: string): RunNote | null {
  try {
    const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRunNote(note) ? note : null;
  } catch {
    return null;
  }
}

/** Writes the whole note or nothing; false when `ifAbsent` and there is one already. */
export function writeRunNote(file: string, note: RunNote, { ifAbsent = false } = {}): boolean {
  const fresh = `${file}.${process.pid}`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, `${JSON.stringify(note, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  if (!ifAbsent) {
    renameSync(fresh, file);
    return true;
  }
  try {
    linkSync(fresh, file);
    return true;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

function isRunNote(value: unknown): value is RunNote {
  if (typeof value !== 'object' || value === null) return false;
  const note = value as Partial<Record<keyof RunNote, unknown>>;
  return (
    isMark(note.supervisor) &&
    (note.address === null || typeof note.address === 'string') &&
    (note.gateway === null || isMark(note.gateway)) &&
    Array.isArray(note.workers) &&
    note.workers.every(isMark)
  );
}

function isMark(value: unknown): value is ProcessMark {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt } = value as Partial<Record<keyof ProcessMark, unknown>>;
  return Number.isSafeInteger(pid) && Number(pid) > 1 && typeof startedAt === 'string';
}
