import type { ModelManifest } from '@sluice/contracts';
import type { SessionCall } from './session-fields';

/** What stage 2 needs to judge a call again: its rows, whose they are, and when it was. */
export interface SessionEvent {
  readonly tenant: string;
  readonly session_id: string | undefined;
  readonly user_id: string | undefined;
  readonly event_id: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly model: string;
  /** Version whose scores the sketch holds. */
  readonly version: string;
  readonly texts: readonly string[] | undefined;
  readonly instances: readonly unknown[] | undefined;
}

/** JSON for the stream of events. */
export function sessionEvent(tenant: string, call: SessionCall, at: number, { name, version }: ModelManifest): string {
  const { session_id, user_id, event_id, texts, instances } = call;
  const event: SessionEvent = { tenant, session_id, user_id, event_id, at, model: name, version, texts, instances };
  return JSON.stringify(event);
}
