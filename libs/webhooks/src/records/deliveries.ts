import { isId, SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import {
  deliveryOf,
  type Attempt,
  type Delivery,
  type DeliveryRecord,
  type Redelivery,
  type WebhookEvent,
} from './delivery';
import { numbered, UNDELIVERED, webhookKeys, type DeliveryRef } from './webhook-keys';

/** A delivery that may have attempts before it. */
interface Undelivered {
  readonly at: number;
  readonly source?: object;
}

/**
 * Deliveries in the object store: the truth, whatever Redis remembers. Every record is created if absent: of several processes that make the same attempt the
 * first counts.
 */
export class Deliveries {
  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  /** Accepts an event: from here on it is told, or it is on record why not. @returns false when it had been accepted before */
  async create({ tenant, id, type, url, at, batchId, sessionId, data }: WebhookEvent): Promise<boolean> {
    const ref = { tenant, id };
    if ((await this.store.size(webhookKeys.record(ref))) !== null) return false;
    // Before the record: nothing may exist that the deletion of the batch, or housekeeping, does not find.
    if (batchId !== null) await this.put(`${webhookKeys.ofBatch(tenant, batchId)}/${id}`, {});
    await this.put(webhookKeys.undelivered(ref), { at: this.now() });
    const body = JSON.stringify({ type, timestamp: new Date(at).toISOString(), data });
    const about = { id, tenant, type, url, created_at: this.now(), batch_id: batchId, session_id: sessionId };
    return this.put(webhookKeys.record(ref), { ...about, body } satisfies DeliveryRecord);
  }

  /**
   * Notes that an event is to be accepted once something else is on record, before that is: whoever dies in between leaves this behind.
   * @param source where housekeeping looks what the event would tell of
   */
  async intend(ref: DeliveryRef, source: object): Promise<void> {
    await this.put(webhookKeys.undelivered(ref), { at: this.now(), source } satisfies Undelivered);
  }

  /** What `intend` noted; null: nothing. */
  async intended(ref: DeliveryRef): Promise<object | null> {
    return (await this.read<Undelivered>(webhookKeys.undelivered(ref)))?.source ?? null;
  }

  /** null when there is no such delivery; nothing that is no id of ours reaches the store. */
  async find(ref: DeliveryRef): Promise<Delivery | null> {
    if (!isId(ref.id)) return null;
    const record = await this.read<DeliveryRecord>(webhookKeys.record(ref));
    if (record === null) return null;
    const [attempts, redeliveries] = await Promise.all([
      this.readAll<Attempt>(webhookKeys.attempts(ref)),
      this.readAll<Redelivery>(webhookKeys.redeliveries(ref)),
    ]);
    return deliveryOf(record, attempts, redeliveries);
  }

  /** @throws SluiceError DELIVERY_NOT_FOUND */
  async get(ref: DeliveryRef): Promise<Delivery> {
    const delivery = await this.find(ref);
    if (delivery !== null) return delivery;
    throw new SluiceError(
      'DELIVERY_NOT_FOUND',
      'There is no delivery with this id. GET /v1/webhooks/deliveries lists those there are.',
    );
  }

  /** @returns whether this call recorded the attempt, and not another process */
  async record(ref: DeliveryRef, attempt: Attempt): Promise<boolean> {
    return this.put(`${webhookKeys.attempts(ref)}/${numbered(attempt.number)}`, attempt);
  }

  /** Begins another series of attempts, due now. @throws SluiceError DELIVERY_NOT_FOUND */
  async redeliver(ref: DeliveryRef): Promise<Delivery> {
    const { attempts } = await this.get(ref);
    const number = (attempts.at(-1)?.number ?? 0) + 1;
    const mark = { at: this.now() };
    // Before the series, so that housekeeping finds it if this process dies; and once more, for it may have found the old end in between.
    await this.put(webhookKeys.undelivered(ref), mark);
    await this.put(`${webhookKeys.redeliveries(ref)}/${numbered(number)}`, { number, ...mark } satisfies Redelivery);
    await this.put(webhookKeys.undelivered(ref), mark);
    return this.get(ref);
  }

  /** Takes an ended delivery off those that housekeeping looks after. */
  async settle(ref: DeliveryRef): Promise<void> {
    await this.store.delete(webhookKeys.undelivered(ref));
  }

  /** Deliveries that may have attempts before them. */
  async *undelivered(): AsyncGenerator<DeliveryRef> {
    for (const tenant of await this.store.list(UNDELIVERED)) {
      for (const id of await this.store.list(`${UNDELIVERED}/${tenant}`)) yield { tenant, id };
    }
  }

  /** When a delivery was put among the undelivered, epoch milliseconds; null when it is not there. */
  async undeliveredSince(ref: DeliveryRef): Promise<number | null> {
    return (await this.read<Undelivered>(webhookKeys.undelivered(ref)))?.at ?? null;
  }

  private put(key: string, record: object): Promise<boolean> {
    return this.store.putIfAbsent(key, JSON.stringify(record));
  }

  private async readAll<T>(folder: string): Promise<T[]> {
    const names = await this.store.list(folder);
    const records = await Promise.all(names.map((name) => this.read<T>(`${folder}/${name}`)));
    return records.filter((record) => record !== null);
  }

  private async read<T>(key: string): Promise<T | null> {
    const bytes = await this.store.get(key);
    // Our own record, written whole or not at all.
    return bytes === null ? null : (JSON.parse(bytes.toString()) as T);
  }
}
