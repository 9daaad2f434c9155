import { earliestId } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import type { DeliveryRecord } from './delivery';
import { WEBHOOKS, webhookKeys, type DeliveryRef } from './webhook-keys';

/** The end of deliveries: with their batch, or past their retention. */
export class RemoveDeliveries {
  constructor(private readonly store: ObjectStore) {}

  /** Removes what is kept of the deliveries of a batch. Their names stay, so that what a frozen process writes later is found the next time. */
  async ofBatch(tenant: string, batchId: string): Promise<void> {
    for (const id of await this.store.list(webhookKeys.ofBatch(tenant, batchId))) await this.remove({ tenant, id });
  }

  /** Removes their names too. */
  async forgetBatch(tenant: string, batchId: string): Promise<void> {
    await this.store.deletePrefix(webhookKeys.ofBatch(tenant, batchId));
  }

  /** Removes deliveries of events before a time, epoch milliseconds, that have ended. @returns how many */
  async expire(before: number): Promise<number> {
    let removed = 0;
    for (const tenant of await this.store.list(WEBHOOKS)) {
      for (const id of await this.store.list(webhookKeys.deliveries(tenant))) {
        if (id >= earliestId(before)) break;
        if ((await this.store.size(webhookKeys.undelivered({ tenant, id }))) !== null) continue;
        await this.expireOne({ tenant, id });
        removed++;
      }
    }
    return removed;
  }

  private async expireOne(ref: DeliveryRef): Promise<void> {
    const bytes = await this.store.get(webhookKeys.record(ref));
    // Our own record, written whole or not at all.
    const batchId = bytes === null ? null : (JSON.parse(bytes.toString()) as DeliveryRecord).batch_id;
    if (batchId !== null) await this.store.delete(`${webhookKeys.ofBatch(ref.tenant, batchId)}/${ref.id}`);
    await this.remove(ref);
  }

  private async remove(ref: DeliveryRef): Promise<void> {
    await this.store.deletePrefix(webhookKeys.delivery(ref));
    await this.store.delete(webhookKeys.undelivered(ref));
  }
}
