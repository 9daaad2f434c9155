import type { BatchQueue } from '@sluice/batches';
import type { Deliveries, DeliveryRef } from '@sluice/webhooks';

/** A delivery that was looked at, or that has just come, is left alone for this long: its job is on the queue. */
const LOOK_AGAIN_AFTER_MS = 20_000;
/** One that waits for its time is looked at so often all the same: somebody may have asked for an attempt meanwhile. */
const LOOK_AT_LEAST_EVERY_MS = 600_000;
/** Whoever wrote the mark and not yet the record is dead by then. */
const ABANDONED_AFTER_MS = 3_600_000;

/** Puts back on the queue the attempts at webhooks that Redis forgot, once they are due, and makes deliveries that a death left out. Idempotent. */
export class ReconcileDeliveries {
  private lookAt = new Map<string, number>();

  constructor(
    private readonly deliveries: Deliveries,
    private readonly queue: Pick<BatchQueue, 'addDelivery'>,
    /** Makes the delivery that was intended for `source`, if there is still something to tell. */
    private readonly tell: (ref: DeliveryRef, source: object) => Promise<void>,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * One delivery that fails does not keep the others waiting.
   * @returns how many deliveries were looked at
   * @throws AggregateError at the end
   */
  async execute(): Promise<number> {
    const next = new Map<string, number>();
    const failures: unknown[] = [];
    let looked = 0;
    for await (const ref of this.deliveries.undelivered()) {
      const due = this.lookAt.get(ref.id) ?? this.now();
      next.set(ref.id, due);
      // From the second round on in which it is seen: one that has just come is on its way anyway.
      if (!this.lookAt.has(ref.id) || due > this.now()) continue;
      looked++;
      next.set(ref.id, this.now() + LOOK_AGAIN_AFTER_MS);
      await this.look(ref).then(
        (again) => next.set(ref.id, again),
        (error: unknown) => failures.push(error),
      );
    }
    this.lookAt = next;
    if (failures.length > 0) throw new AggregateError(failures, 'some webhooks could not be looked at');
    return looked;
  }

  /** @returns when to look again */
  private async look(ref: DeliveryRef): Promise<number> {
    const delivery = await this.deliveries.find(ref);
    const now = this.now();
    const soon = now + LOOK_AGAIN_AFTER_MS;
    if (delivery === null) {
      const source = await this.deliveries.intended(ref);
      if (source !== null) await this.tell(ref, source);
      if (source !== null && (await this.deliveries.find(ref)) !== null) return now;
      const since = await this.deliveries.undeliveredSince(ref);
      if (since !== null && now - since >= ABANDONED_AFTER_MS) await this.deliveries.settle(ref);
    } else if (delivery.next === null) await this.deliveries.settle(ref);
    else if (delivery.next.at <= now) await this.queue.addDelivery(delivery, now);
    else return Math.min(Math.max(delivery.next.at, soon), now + LOOK_AT_LEAST_EVERY_MS);
    return soon;
  }
}
