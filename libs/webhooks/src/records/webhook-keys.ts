import { derivedId } from '@sluice/contracts';

/** Folder of webhooks in the object store, by tenant. */
export const WEBHOOKS = 'webhooks';
/** `undelivered/<tenant>/<id>` exists from before a delivery until it has ended. */
export const UNDELIVERED = 'undelivered';

const NUMBER_DIGITS = 6;

/** Names one delivery. */
export interface DeliveryRef {
  readonly tenant: string;
  /** ULID. */
  readonly id: string;
}

export const webhookKeys = {
  deliveries: (tenant: string): string => `${WEBHOOKS}/${tenant}/deliveries`,
  delivery: ({ tenant, id }: DeliveryRef): string => `${WEBHOOKS}/${tenant}/deliveries/${id}`,
  record: (ref: DeliveryRef): string => `${webhookKeys.delivery(ref)}/record`,
  attempts: (ref: DeliveryRef): string => `${webhookKeys.delivery(ref)}/attempts`,
  /** Begins a series of attempts by hand, with the attempt of that number. */
  redeliveries: (ref: DeliveryRef): string => `${webhookKeys.delivery(ref)}/redeliveries`,
  undelivered: ({ tenant, id }: DeliveryRef): string => `${UNDELIVERED}/${tenant}/${id}`,
  /** Names the deliveries of a batch, so that they go with it. */
  ofBatches: (tenant: string): string => `${WEBHOOKS}/${tenant}/batches`,
  ofBatch: (tenant: string, batchId: string): string => `${WEBHOOKS}/${tenant}/batches/${batchId}`,
  endpoints: (tenant: string): string => `${WEBHOOKS}/${tenant}/endpoints`,
  endpoint: (tenant: string, endpointId: string): string => `${WEBHOOKS}/${tenant}/endpoints/${endpointId}`,
} as const;

/** A number as the last part of a key: padded, so that a list is in order. */
export function numbered(number: number): string {
  return String(number).padStart(NUMBER_DIGITS, '0');
}

/** The id under which a tenant finds a URL among its endpoints: a ULID of no time. */
export function endpointIdOf(url: string): string {
  return derivedId(0, 'endpoint', url);
}
