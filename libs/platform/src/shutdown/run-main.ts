import { writeSync } from 'node:fs';
import { UnfitStoreError } from '@sluice/storage';
import { notifyFailed } from './parent';
import { StartError } from './start-error';

/** Exit codes of every process. The supervisor starts a crashed one again, never one that cannot start. */
export const EXIT_CODES = { crashed: 1, cannotStart: 2 } as const;

/**
 * Runs the start of a process. When it fails, says why to the supervisor or on stderr and ends the process: with one readable line
 * and code 2 where a person has to change something, with the stack and code 1 for everything else.
 */
export async function runMain(start: () => Promise<unknown>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const reason = startProblem(error);
    const told = reason !== undefined && (await notifyFailed(reason));
    // Synchronous: what waits in a stream is lost when the process ends.
    if (!told) writeSync(2, `${reason ?? stack(error)}\n`);
    process.exit(reason === undefined ? EXIT_CODES.crashed : exitCode(error));
  }
}

/** What a person can do about it, or undefined when this is no problem of the start. */
export function startProblem(error: unknown): string | undefined {
  if (error instanceof StartError || error instanceof UnfitStoreError) return error.message;
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const port = 'port' in error && typeof error.port === 'number' ? error.port : undefined;
  if (error.code === 'EADDRINUSE' && port !== undefined) {
    return `Port ${port} is in use: choose another one, for example PORT=${port + 1} npm start.`;
  }
  if (error.code === 'EACCES' && port !== undefined) {
    return `Port ${port} is reserved: choose one from 1024 up, for example PORT=8000 npm start.`;
  }
  return error.code === 'EADDRNOTAVAIL' ? 'HOST is not an address of this machine: choose another one.' : undefined;
}

function exitCode(error: unknown): number {
  return error instanceof StartError ? error.exitCode : EXIT_CODES.cannotStart;
}

function stack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
