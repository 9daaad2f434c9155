import type { ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchRef } from '../records/batch-manifest';
import type { BatchPlan } from '../records/batch-records';
import type { BatchQueue } from './batch-queue';

/** Chunks on the queue for each worker: one that runs and one that waits. */
const WINDOW_PER_WORKER = 2;

/**
 * Puts on the queue what a batch needs next, as its records show: the plan, the lowest uncommitted chunks, or the finish. Called by whoever completes a step, and by
 * housekeeping for what Redis forgot; adding what is already there is harmless.
 */
export class AdvanceBatch {
  constructor(
    private readonly store: ObjectStore,
    private readonly queue: BatchQueue,
  ) {}

  async execute(ref: BatchRef): Promise<void> {
    const ledger = new BatchLedger(this.store, ref);
    if ((await ledger.outcome()) !== null) return this.store.delete(ledger.keys.active);
    if (await ledger.isCancelled()) return this.queue.addFinish(ref);
    const plan = await ledger.plan();
    if (plan === null) return this.queue.addPlan(ref);
    const open = await openChunks(ledger, plan);
    if (open.length === 0) return this.queue.addFinish(ref);
    const window = WINDOW_PER_WORKER * (await this.queue.workers());
    return this.queue.addChunks(ref, open.slice(0, window));
  }
}

/** Chunks that are neither committed nor set aside, ascending. */
async function openChunks(ledger: BatchLedger, plan: BatchPlan): Promise<number[]> {
  const [committed, quarantined] = await Promise.all([ledger.committed(), ledger.quarantined()]);
  return [...plan.chunk_ends.keys()].filter((chunk) => !committed.has(chunk) && !quarantined.has(chunk));
}
