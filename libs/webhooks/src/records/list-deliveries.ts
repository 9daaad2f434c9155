import type { ObjectStore } from '@sluice/storage';
import type { Deliveries } from './deliveries';
import type { Delivery, DeliveryState } from './delivery';
import { webhookKeys } from './webhook-keys';

export interface DeliveryQuery {
  readonly limit: number;
  readonly batchId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  /** Only deliveries older than this id. */
  readonly after?: string | undefined;
}

export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** Id to go on after, null on the last page. */
  readonly next: string | null;
}

/** Deliveries of a tenant, the latest event first. */
export async function listDeliveries(
  store: ObjectStore,
  known: Deliveries,
  tenant: string,
  { limit, batchId, state, after }: DeliveryQuery,
): Promise<DeliveryPage> {
  const folder = batchId === undefined ? webhookKeys.deliveries(tenant) : webhookKeys.ofBatch(tenant, batchId);
  const deliveries: Delivery[] = [];
  for (const id of (await store.list(folder)).reverse()) {
    if (after !== undefined && id >= after) continue;
    if (deliveries.length === limit) return { deliveries, next: deliveries.at(-1)?.record.id ?? null };
    // A batch that was deleted leaves the names of its deliveries behind for a while.
    const delivery = await known.find({ tenant, id });
    if (delivery !== null && (state === undefined || delivery.state === state)) deliveries.push(delivery);
  }
  return { deliveries, next: null };
}
