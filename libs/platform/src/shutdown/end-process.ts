import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessMark } from './process-mark';

const LOOK_EVERY_MS = 20;

/** Resolves once the process is gone; false when it still runs after `timeoutMs`. For processes that are not our children. */
export async function whenGone(mark: ProcessMark, timeoutMs: number, lookEveryMs = LOOK_EVERY_MS): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs;
  while (isRunning(mark)) {
    if (performance.now() > giveUpAt) return false;
    await delay(lookEveryMs);
  }
  return true;
}

/** Asks a process to end, and kills it when it has not within `graceMs`. Does nothing when the pid is somebody else's by now. */
export async function endProcess(mark: ProcessMark, graceMs: number): Promise<void> {
  signalProcess(mark, 'SIGTERM');
  if (await whenGone(mark, graceMs)) return;
  signalProcess(mark, 'SIGKILL');
  await whenGone(mark, 5_000);
}

/** false when the process is not there any more. */
export function signalProcess(mark: ProcessMark, signal: NodeJS.Signals): boolean {
  try {
    return isRunning(mark) && process.kill(mark.pid, signal);
  } catch {
    return false;
  }
}
