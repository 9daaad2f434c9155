import type { FailureReason } from '../sending/failure-reason';

/** Something that somebody is to be told. */
export interface WebhookEvent {
  readonly tenant: string;
  /** ULID that follows from what happened, so that it is told once however often it is noticed. */
  readonly id: string;
  /** For example `batch.completed`. */
  readonly type: string;
  readonly url: string;
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  /** Whose deletion takes the delivery along; null: no batch. */
  readonly batchId: string | null;
  readonly sessionId: string | null;
  /** What the receiver gets of it, JSON. */
  readonly data: object;
}

/** An event as it is kept and sent: written once. */
export interface DeliveryRecord {
  readonly id: string;
  readonly tenant: string;
  readonly type: string;
  readonly url: string;
  /** Epoch milliseconds. */
  readonly created_at: number;
  readonly batch_id: string | null;
  readonly session_id: string | null;
  /** The bytes of the body, the same in every attempt. */
  readonly body: string;
}

/** `gone`: 410, which disables the endpoint. `disabled`: nothing was sent, because it was. */
export type AttemptOutcome = 'delivered' | 'failed' | 'gone' | 'disabled';

/** What came of one attempt: written once. */
export interface Attempt {
  /** From 1. */
  readonly number: number;
  /** When it began, epoch milliseconds. */
  readonly at: number;
  readonly duration_ms: number;
  readonly outcome: AttemptOutcome;
  /** Of the answer; null: there was none. */
  readonly status: number | null;
  readonly reason: FailureReason | null;
  /** When the next one is due, epoch milliseconds; null: there is none. */
  readonly next_at: number | null;
}

/** `failed`: it is not tried any more. `disabled`: it was not sent, because its endpoint is disabled. */
export const DELIVERY_STATES = ['pending', 'delivered', 'failed', 'disabled'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** An attempt that is to be made. */
export interface DueAttempt {
  readonly number: number;
  /** Number of the attempt that began its series. */
  readonly series: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A delivery with what became of it. */
export interface Delivery {
  readonly record: DeliveryRecord;
  /** In order. */
  readonly attempts: readonly Attempt[];
  readonly state: DeliveryState;
  /** null when nothing is to be done any more. */
  readonly next: DueAttempt | null;
}

/** When somebody asked for another series of attempts, which begins with the attempt of that number. */
export interface Redelivery {
  readonly number: number;
  readonly at: number;
}

/** The state follows from which records exist. */
export function deliveryOf(
  record: DeliveryRecord,
  attempts: readonly Attempt[],
  redeliveries: readonly Redelivery[],
): Delivery {
  const last = attempts.at(-1);
  const number = (last?.number ?? 0) + 1;
  const begun = redeliveries.at(-1);
  const series = begun?.number ?? 1;
  const pending = (at: number): Delivery => ({ record, attempts, state: 'pending', next: { number, series, at } });
  if (begun?.number === number) return pending(begun.at);
  if (last === undefined) return pending(record.created_at);
  if (last.next_at !== null) return pending(last.next_at);
  const state = last.outcome === 'gone' ? 'failed' : last.outcome;
  return { record, attempts, state, next: null };
}
