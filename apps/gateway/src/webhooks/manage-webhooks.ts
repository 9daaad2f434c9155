import type { Principal } from '@sluice/access';
import type { BatchQueue } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import {
  Deliveries,
  Endpoints,
  listDeliveries,
  type Delivery,
  type DeliveryPage,
  type Endpoint,
} from '@sluice/webhooks';
import type { Logger } from 'pino';
import type { DeliveriesQuery } from './webhooks.dto';

const PAGE = 50;

/** What can be asked of deliveries and endpoints. The tenant is that of the caller: what belongs to somebody else is not found. */
export class ManageWebhooks {
  private readonly deliveries: Deliveries;
  private readonly endpoints: Endpoints;

  constructor(
    private readonly store: ObjectStore,
    private readonly queue: BatchQueue,
    private readonly log: Logger,
  ) {
    this.deliveries = new Deliveries(store);
    this.endpoints = new Endpoints(store);
  }

  list(tenant: string, query: DeliveriesQuery): Promise<DeliveryPage> {
    const { limit = PAGE, batch_id: batchId, state, cursor: after } = query;
    return listDeliveries(this.store, this.deliveries, tenant, { limit, batchId, state, after });
  }

  /** @throws SluiceError DELIVERY_NOT_FOUND */
  find(tenant: string, id: string): Promise<Delivery> {
    return this.deliveries.get({ tenant, id });
  }

  /** Begins another series of attempts, at once. @throws SluiceError DELIVERY_NOT_FOUND; ENDPOINT_DISABLED */
  async redeliver({ tenant, keyId }: Principal, id: string): Promise<Delivery> {
    const ref = { tenant, id };
    const { record } = await this.deliveries.get(ref);
    if (await this.endpoints.isDisabled(tenant, record.url)) {
      throw new SluiceError(
        'ENDPOINT_DISABLED',
        'The endpoint has answered 410 and gets no more webhooks. Enable it, then deliver again.',
      );
    }
    const delivery = await this.deliveries.redeliver(ref);
    this.log.info({ deliveryId: id, keyId }, 'webhook redelivered');
    await this.queue.addDelivery(delivery).catch((err: unknown) => {
      this.log.warn({ deliveryId: id, err }, 'redelivery not queued yet');
    });
    return delivery;
  }

  listEndpoints(tenant: string): Promise<Endpoint[]> {
    return this.endpoints.list(tenant);
  }

  /** @throws SluiceError ENDPOINT_NOT_FOUND */
  async enable({ tenant, keyId }: Principal, id: string): Promise<Endpoint> {
    const endpoint = await this.endpoints.enable(tenant, id);
    this.log.info({ endpointId: id, keyId }, 'endpoint of webhooks enabled');
    return endpoint;
  }
}
