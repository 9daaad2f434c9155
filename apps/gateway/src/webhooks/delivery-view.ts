import type { Attempt, Delivery, DeliveryState, Endpoint } from '@sluice/webhooks';

/** One attempt at a delivery. Times in RFC 3339. */
export interface AttemptView {
  readonly number: number;
  readonly at: string;
  readonly duration_ms: number;
  readonly outcome: Attempt['outcome'];
  /** Of the answer; null: there was none. */
  readonly status: number | null;
  readonly reason: Attempt['reason'];
}

export interface DeliveryView {
  /** The `webhook-id` of every attempt. */
  readonly id: string;
  readonly event: string;
  readonly state: DeliveryState;
  readonly batch_id: string | null;
  readonly session_id: string | null;
  /** Without its query, which may hold a secret of the receiver. */
  readonly url: string;
  readonly created_at: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly AttemptView[];
}

export interface EndpointView {
  readonly id: string;
  readonly url: string;
  readonly state: Endpoint['state'];
  readonly changed_at: string;
}

export function deliveryView({ record, state, next, attempts }: Delivery): DeliveryView {
  const { id, type, batch_id, session_id, url, created_at } = record;
  return {
    ...{ id, event: type, state, batch_id, session_id, url: shownUrl(url), created_at: time(created_at) },
    next_attempt_at: next === null ? null : time(next.at),
    attempts: attempts.map(({ number, at, duration_ms, outcome, status, reason }) => ({
      ...{ number, at: time(at), duration_ms, outcome, status, reason },
    })),
  };
}

export function endpointView({ id, url, state, at }: Endpoint): EndpointView {
  return { id, url: shownUrl(url), state, changed_at: time(at) };
}

function shownUrl(text: string): string {
  const { origin, pathname, search } = new URL(text);
  return `${origin}${pathname}${search === '' ? '' : '?…'}`;
}

function time(at: number): string {
  return new Date(at).toISOString();
}
