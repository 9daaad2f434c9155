import { BatchKeys, DELETED, type BatchRef } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';
import { RemoveDeliveries } from '@sluice/webhooks';

/** A running attempt has seen the deletion, or lost its lock, by then. */
const REMOVE_AFTER_MS = 30_000;
/** A process that was frozen may still write when it wakes up: so long its leavings are looked for. */
const FORGET_AFTER_MS = 24 * 3_600_000;
const LOOK_AGAIN_AFTER_MS = 3_600_000;

/** Removes the bytes of deleted batches, and what was told of them. */
export class RemoveDeleted {
  private readonly deliveries: RemoveDeliveries;
  private lookAt = new Map<string, number>();

  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {
    this.deliveries = new RemoveDeliveries(store);
  }

  /** @returns how many batches were looked at */
  async execute(): Promise<number> {
    const next = new Map<string, number>();
    let looked = 0;
    for (const tenant of await this.store.list(DELETED)) {
      for (const id of await this.store.list(`${DELETED}/${tenant}`)) {
        const due = this.lookAt.get(id) ?? 0;
        if (due > this.now()) next.set(id, due);
        else {
          looked++;
          const again = await this.remove({ tenant, id });
          if (again !== null) next.set(id, again);
        }
      }
    }
    this.lookAt = next;
    return looked;
  }

  /** @returns when to look again, null when there is nothing left to look for */
  private async remove(ref: BatchRef): Promise<number | null> {
    const keys = new BatchKeys(ref);
    const deleted = await this.store.get(keys.deleted);
    if (deleted === null) return null;
    const age = this.now() - (JSON.parse(deleted.toString()) as { at: number }).at;
    if (age < REMOVE_AFTER_MS) return this.now() + REMOVE_AFTER_MS - age;
    await this.store.deletePrefix(keys.root);
    await this.deliveries.ofBatch(ref.tenant, ref.id);
    if (age < FORGET_AFTER_MS) return this.now() + LOOK_AGAIN_AFTER_MS;
    await this.deliveries.forgetBatch(ref.tenant, ref.id);
    await this.store.delete(keys.deleted);
    return null;
  }
}
