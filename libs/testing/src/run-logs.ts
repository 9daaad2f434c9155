import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the run, from jest.config.cjs; none where nobody looks into it afterwards. */
declare const RUN_LOGS: string | undefined;

/** What the logs of a run must show somewhere. */
export const CONTROL = 'control';

const folder = (): string | undefined => (typeof RUN_LOGS === 'undefined' ? undefined : RUN_LOGS);

/** Whether `npm test` runs: it looks for every planted secret in every log when all tests have ended (scripts/run-logs.cjs). */
export function isWatched(): boolean {
  return folder() !== undefined;
}

/**
 * Notes a secret that no process may log, whichever test started it.
 * @param where where it is planted
 * @param secret a new one by default: plain letters, so that no escape hides it
 * @returns the secret
 */
export function plant(where: string, secret = `canary${randomBytes(9).toString('hex')}`): string {
  const at = folder();
  if (at !== undefined) appendFileSync(join(at, 'secrets.ndjson'), `${JSON.stringify({ where, secret })}\n`);
  return secret;
}

/** Keeps what a process writes, whole, for the end of the run. */
export function logOf(name: string, pid: number): (bytes: Buffer) => void {
  const at = folder();
  if (at === undefined) return () => undefined;
  const file = join(at, `${name}-${pid}.log`);
  return (bytes) => {
    appendFileSync(file, bytes);
  };
}
