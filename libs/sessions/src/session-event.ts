/** What stage 2 needs to judge a call again: its rows, whose they are, and when it was. */
export interface SessionEvent {
  readonly tenant: string;
  readonly session_id: string;
  readonly user_id?: string | undefined;
  readonly event_id?: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly model: string;
  /** Version whose scores the sketch holds. */
  readonly version: string;
  readonly texts?: readonly string[] | undefined;
  readonly instances?: readonly unknown[] | undefined;
}

/** JSON for the stream of events. */
export function encodeEvent(event: SessionEvent): string {
  return JSON.stringify(event);
}

/** null for what `encodeEvent` did not make: what lies in Redis is not trusted. */
export function decodeEvent(text: string): SessionEvent | null {
  try {
    const event = JSON.parse(text) as unknown;
    return isEvent(event) ? event : null;
  } catch {
    return null;
  }
}

function isEvent(value: unknown): value is SessionEvent {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Readonly<Record<keyof SessionEvent, unknown>>;
  const named = [event.tenant, event.session_id, event.model, event.version].every((name) => typeof name === 'string');
  const ids = [event.user_id, event.event_id].every((id) => id === undefined || typeof id === 'string');
  return named && ids && Number.isSafeInteger(event.at) && (isTexts(event.texts) || Array.isArray(event.instances));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
