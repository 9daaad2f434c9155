import { Inject, Injectable } from '@nestjs/common';
import { SluiceError, type ModelManifest } from '@sluice/contracts';
import { ACTIONS, SessionAccumulator, type Action, type SessionAggregate } from '@sluice/detection';
import { inTime, LOGGER, type Config, type RedisBreaker } from '@sluice/platform';
import { encodeEvent, type LiveSession, type LiveSessions } from '@sluice/sessions';
import type { Logger } from 'pino';
import { LIVE_SESSIONS, SESSION_BREAKER } from './live-sessions.token';
import type { SessionCall } from './session-fields';
import { CONFIG } from '../http/config.token';
import { SessionJudge } from './session-judge';

/** `session` of a predict answer: the session with this call in it, or that it could not be reached. */
export type SessionBlock =
  | {
      readonly session_id: string;
      readonly events: number;
      readonly flagged: number;
      readonly risk: number;
      readonly action: Action;
    }
  | { readonly session_id: string; readonly degraded: true };

interface SessionRef {
  readonly tenant: string;
  readonly sessionId: string;
}

/** Adds the rows of a predict call to their session. What Redis does not answer in time is gone without: the scores do not wait for it. */
@Injectable()
export class RecordSession {
  constructor(
    @Inject(LIVE_SESSIONS) private readonly sessions: LiveSessions,
    @Inject(SESSION_BREAKER) private readonly breaker: RedisBreaker,
    @Inject(LOGGER) private readonly log: Logger,
    @Inject(CONFIG) private readonly config: Config,
    private readonly judge: SessionJudge,
  ) {}

  /** @returns null when the call belongs to no session, or does not wait for it */
  async execute(
    tenant: string,
    call: SessionCall,
    manifest: ModelManifest,
    scores: Float64Array,
  ): Promise<SessionBlock | null> {
    const { session_id: sessionId } = call;
    if (sessionId === undefined) return null;
    const recorded = this.breaker.run(() =>
      inTime(this.record({ tenant, sessionId }, call, manifest, scores), this.config.sessionTimeoutMs),
    );
    const answered = recorded.then((session) =>
      session === null ? { session_id: sessionId, degraded: true as const } : this.block(tenant, session),
    );
    return call.session === 'async' ? null : answered;
  }

  private record(
    { tenant, sessionId }: SessionRef,
    call: SessionCall,
    manifest: ModelManifest,
    scores: Float64Array,
  ): Promise<LiveSession> {
    const { user_id, event_id, occurred_at } = call;
    const at = timeOf(occurred_at);
    return this.sessions.record({
      tenant,
      sessionId,
      userId: user_id ?? null,
      eventId: event_id ?? null,
      aggregate: aggregateOf(scores, manifest.threshold, at),
      model: manifest.name,
      event: this.config.sessionEvents ? eventOf({ tenant, sessionId }, call, at, manifest) : null,
    });
  }

  private async block(tenant: string, session: LiveSession): Promise<SessionBlock> {
    const { sessionId, aggregate, model } = session;
    try {
      const { events, flagged, risk, action } = await this.judge.verdict(aggregate, model);
      this.raise(tenant, session, action);
      return { session_id: sessionId, events, flagged, risk, action };
    } catch (err) {
      this.log.warn({ err }, 'live session not judged');
      return { session_id: sessionId, degraded: true };
    }
  }

  /** Over a band for the first time: stage 2 shall look at once. Twice in the life of a session at most, and nobody waits for it. */
  private raise(tenant: string, { sessionId, raisedTo, lastEvent }: LiveSession, action: Action): void {
    const band = ACTIONS.indexOf(action);
    if (band <= raisedTo || lastEvent === null) return;
    void this.breaker.run(() => this.sessions.raise(tenant, sessionId, band));
  }
}

function eventOf(
  { tenant, sessionId }: SessionRef,
  call: SessionCall,
  at: number,
  { name, version }: ModelManifest,
): string {
  const { user_id, event_id, texts, instances } = call;
  return encodeEvent({
    tenant,
    session_id: sessionId,
    user_id,
    event_id,
    at,
    model: name,
    version,
    texts,
    instances,
  });
}

/** By the threshold of the model, not of the request: rows of one session must count alike. */
function aggregateOf(scores: Float64Array, threshold: number, at: number): SessionAggregate {
  const accumulator = new SessionAccumulator(threshold);
  scores.forEach((score, index) => {
    accumulator.add(index + 1, score, at);
  });
  return accumulator.aggregate();
}

/** JavaScript takes February 30 for March 1, 24:00 for the next day, and leaves the years of RFC 3339. */
function isOfCalendar(occurredAt: string, at: number): boolean {
  const [day, hours] = [occurredAt.slice(0, 10), occurredAt.slice(11, 13)];
  return hours < '24' && isoTime(Date.parse(day)).startsWith(day) && /^\d{4}-/.test(isoTime(at));
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

/** @throws SluiceError INVALID_BODY for a time that no calendar has */
export function timeOf(occurredAt: string | undefined): number {
  if (occurredAt === undefined) return Date.now();
  const at = Date.parse(occurredAt);
  if (!Number.isNaN(at) && isOfCalendar(occurredAt, at)) return at;
  throw new SluiceError('INVALID_BODY', 'The body does not fit the schema of this path. See errors and /docs.', {
    errors: [{ pointer: '/occurred_at', code: 'INVALID_FORMAT', message: 'is not a time of the calendar' }],
  });
}
