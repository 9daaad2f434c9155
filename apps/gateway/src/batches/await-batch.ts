import { setTimeout as pause } from 'node:timers/promises';
import { isFinal, type BatchReader, type BatchRef, type BatchStatus } from '@sluice/batches';

/** The store is the truth and is asked; it costs a few stat calls. */
const FIRST_LOOK_MS = 20;
const SLOWEST_LOOK_MS = 250;

/** Waits until a batch is final, at most `timeoutMs`, or until the client has gone; gives its status then. */
export async function awaitBatch(
  reader: BatchReader,
  ref: BatchRef,
  timeoutMs: number,
  gone: AbortSignal,
): Promise<BatchStatus> {
  const giveUpAt = performance.now() + timeoutMs;
  let lookMs = FIRST_LOOK_MS;
  for (;;) {
    const status = await reader.status(ref);
    const left = giveUpAt - performance.now();
    if (isFinal(status.state) || left <= 0 || gone.aborted) return status;
    await pause(Math.min(lookMs, left));
    lookMs = Math.min(SLOWEST_LOOK_MS, lookMs * 1.5);
  }
}
