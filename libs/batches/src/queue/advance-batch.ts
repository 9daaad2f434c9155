import type { ObjectStore } from '@sluice/storage';
import { Deliveries } from '@sluice/webhooks';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchRef } from '../records/batch-manifest';
import type { BatchPlan } from '../records/batch-records';
import { piecesOf, rowsOf, type PieceId } from '../records/pieces';
import { batchEnded } from '../status/batch-ended';
import type { BatchQueue } from './batch-queue';

/** Chunks on the queue for each worker: one that runs and one that waits. */
const WINDOW_PER_WORKER = 2;

/**
 * Puts on the queue what a batch needs next, as its records show: the plan, the lowest uncommitted chunks, or the finish. Called by whoever completes a step, and by
 * housekeeping for what Redis forgot; adding what is already there is harmless.
 */
export class AdvanceBatch {
  private readonly deliveries: Deliveries;

  constructor(
    private readonly store: ObjectStore,
    private readonly queue: BatchQueue,
  ) {
    this.deliveries = new Deliveries(store);
  }

  async execute(ref: BatchRef): Promise<void> {
    const ledger = await BatchLedger.open(this.store, ref);
    if ((await ledger.outcome()) !== null || (await ledger.isDeleted())) return this.settle(ledger);
    if (await ledger.isCancelled()) return this.queue.addFinish(ref);
    const plan = await ledger.plan();
    if (plan === null) return this.queue.addPlan(ref);
    const open = await openPieces(ledger, plan);
    if (open.length === 0) return this.queue.addFinish(ref);
    const window = WINDOW_PER_WORKER * Math.max(1, await this.queue.workers());
    const { model, priority, key_id = null } = await ledger.manifest();
    const pieces = open.slice(0, window).map((piece) => ({ piece, size: rowsOf(plan, piece) / model.chunk_rows }));
    return this.queue.addChunks(ref, ledger.epoch, { tenant: ref.tenant, key: key_id, priority }, pieces);
  }

  /**
   * What the end of a batch brings: whoever is to hear of it is told, once for each outcome, and only then it is not active any more. Whoever is slow to say so may
   * come after a retry, which is active again.
   */
  async settle(ledger: BatchLedger): Promise<void> {
    if (!(await ledger.isDeleted())) await this.announce(ledger);
    if ((await this.retryOf(ledger)) !== null) return;
    await this.store.delete(ledger.keys.active);
    // The mark of a retry that came in between may be the one that went. One too many is removed by housekeeping; one too few nobody would miss.
    const retry = await this.retryOf(ledger);
    if (retry !== null && !(await ledger.isDeleted())) await this.store.putIfAbsent(ledger.keys.active, retry);
  }

  /** The record of the retry that followed; says the same as the mark of an active batch. */
  private retryOf({ keys, epoch }: BatchLedger): Promise<Buffer | null> {
    return this.store.get(keys.retry(epoch + 1));
  }

  private async announce(ledger: BatchLedger): Promise<void> {
    const [manifest, outcome] = [await ledger.findManifest(), await ledger.outcome()];
    const event = manifest === null || outcome === null ? null : batchEnded(manifest, outcome, ledger.epoch);
    if (event === null || !(await this.deliveries.create(event))) return;
    const delivery = await this.deliveries.find(event);
    // What Redis does not take now, housekeeping adds.
    if (delivery !== null) await this.queue.addDelivery(delivery).catch(() => undefined);
  }
}

/** Pieces that are neither committed nor set aside, in the order of the plan. */
async function openPieces(ledger: BatchLedger, plan: BatchPlan): Promise<PieceId[]> {
  const [committed, quarantined, split] = await Promise.all([ledger.committed(), ledger.quarantined(), ledger.split()]);
  return [...piecesOf(plan, committed, split)].filter((piece) => !committed.has(piece) && !quarantined.has(piece));
}
