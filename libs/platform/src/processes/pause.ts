import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after this time, or as soon as the signal is aborted. */
export async function pause(delayMs: number, until: AbortSignal): Promise<void> {
  await delay(delayMs, undefined, { signal: until }).catch(() => undefined);
}
