import { setTimeout as pause } from 'node:timers/promises';
import { isFinal, type BatchReader, type BatchRef, type BatchStatus } from '@sluice/batches';

/** The store is the truth and is asked; it costs a few stat calls. */
const FIRST_LOOK_MS = 20;
const SLOWEST_LOOK_MS = 250;
/** Of the time waited so far: how much later than the batch the answer may come. */
const LATENESS = 0.03;

/** Waits until a batch is final, at most `timeoutMs`, or until the client has gone; gives its status then. */
export async function awaitBatch(
  reader: BatchReader,
  ref: BatchRef,
  timeoutMs: number,
  gone: AbortSignal,
): Promise<BatchStatus> {
  const startedAt = performance.now();
  for (;;) {
    const status = await reader.status(ref);
    const waited = performance.now() - startedAt;
    const left = timeoutMs - waited;
    if (isFinal(status.state) || left <= 0 || gone.aborted) return status;
    await pause(Math.min(left, SLOWEST_LOOK_MS, Math.max(FIRST_LOOK_MS, LATENESS * waited)));
  }
}
