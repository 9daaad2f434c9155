import type { DeliveryPayload } from '@sluice/batches';
import { countedOutcome, type Made } from '@sluice/webhooks';
import type { WorkerResources } from '../worker-resources';

/** Makes an attempt at a delivery, says what came of it, and has the next one on the queue. What Redis does not take, housekeeping adds when it is due. */
export class DeliverWebhook {
  constructor(private readonly resources: Pick<WorkerResources, 'webhooks' | 'queue' | 'log'>) {}

  async execute({ tenant, deliveryId: id, attempt }: DeliveryPayload): Promise<void> {
    const { webhooks, queue } = this.resources;
    const made = await webhooks.deliver.execute({ tenant, id }, attempt);
    if (made === null) return;
    if (made.first) {
      this.say(made);
      await webhooks.counts.add(made.attempt).catch(() => undefined);
    }
    await queue.addDelivery(made.delivery).catch(() => undefined);
  }

  /** The host is all that is said of a URL: paths and queries may hold secrets of the receiver. */
  private say({ attempt, delivery: { record } }: Made): void {
    const { number, status, reason, duration_ms: durationMs, next_at } = attempt;
    const { id: deliveryId, type, url, batch_id: batchId } = record;
    const outcome = countedOutcome(attempt);
    const fields = { deliveryId, type, batchId, host: new URL(url).host, attempt: number, outcome, status, reason };
    const level = outcome === 'delivered' || outcome === 'failed' ? 'info' : 'warn';
    const nextAt = next_at === null ? null : new Date(next_at).toISOString();
    this.resources.log[level]({ ...fields, durationMs, nextAt }, 'webhook attempted');
  }
}
