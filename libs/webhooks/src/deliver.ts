import type { Attempt, Delivery, DeliveryRecord } from './records/delivery';
import type { Deliveries } from './records/deliveries';
import type { Endpoints } from './records/endpoints';
import type { DeliveryRef } from './records/webhook-keys';
import { failureReason } from './sending/failure-reason';
import { retryDelayMs } from './sending/retry-schedule';
import type { WebhookSender } from './sending/webhook-sender';
import { signWebhook } from './signing/sign-webhook';

const GONE = 410;

/** What an attempt came to, and the delivery after it. */
export interface Made {
  readonly attempt: Attempt;
  readonly delivery: Delivery;
  /** False when another process had recorded the same attempt before. */
  readonly first: boolean;
}

type Result = Pick<Attempt, 'outcome' | 'status' | 'reason'>;

/** Makes one attempt at a delivery. A receiver may get it more than once, always under the same `webhook-id`. */
export class Deliver {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly endpoints: Endpoints,
    private readonly sender: WebhookSender,
    private readonly secrets: readonly Uint8Array[],
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * @param number of the attempt; one that is not the next one is not made, for an old job may ask for it
   * @returns null when there was nothing to do
   */
  async execute(ref: DeliveryRef, number: number): Promise<Made | null> {
    const delivery = await this.deliveries.find(ref);
    if (delivery?.next === null) await this.deliveries.settle(ref);
    if (delivery === null || delivery.next?.number !== number) return null;
    const [at, { series }] = [this.now(), delivery.next];
    const result = await this.resultOf(delivery.record, at);
    const delayMs = result.outcome === 'failed' ? retryDelayMs(number - series + 1, Math.random()) : null;
    const ended = this.now();
    const next_at = delayMs === null ? null : ended + delayMs;
    // Before the attempt, which ends the delivery: after a death in between nobody would come back to it.
    if (result.outcome === 'gone') await this.endpoints.disable(ref.tenant, delivery.record.url);
    const first = await this.deliveries.record(ref, { number, at, duration_ms: ended - at, ...result, next_at });
    return this.made(ref, number, first);
  }

  /** Of several attempts under one number the first recorded counts, so it is read back. */
  private async made(ref: DeliveryRef, number: number, first: boolean): Promise<Made | null> {
    const delivery = await this.deliveries.find(ref);
    const attempt = delivery?.attempts.find((made) => made.number === number);
    if (delivery === null || attempt === undefined) return null;
    if (delivery.next === null) await this.deliveries.settle(ref);
    return { attempt, delivery, first };
  }

  private async resultOf(record: DeliveryRecord, at: number): Promise<Result> {
    if (await this.endpoints.isDisabled(record.tenant, record.url))
      return { outcome: 'disabled', status: null, reason: null };
    if (this.secrets.length === 0) return { outcome: 'failed', status: null, reason: 'NO_SECRET' };
    try {
      return resultOf(await this.send(record, at));
    } catch (error) {
      return { outcome: 'failed', status: null, reason: failureReason(error) };
    }
  }

  private send({ id, url, body }: DeliveryRecord, at: number): Promise<number> {
    const headers = { 'content-type': 'application/json', 'user-agent': 'Sluice-Webhooks/1' };
    return this.sender.post(url, { ...headers, ...signWebhook({ id, at, body }, this.secrets) }, body);
  }
}

function resultOf(status: number): Result {
  if (status >= 200 && status < 300) return { outcome: 'delivered', status, reason: null };
  if (status === GONE) return { outcome: 'gone', status, reason: null };
  return { outcome: 'failed', status, reason: status >= 300 && status < 400 ? 'REDIRECT' : 'STATUS' };
}
