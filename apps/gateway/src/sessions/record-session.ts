import { Inject, Injectable } from '@nestjs/common';
import { SluiceError, type ModelManifest } from '@sluice/contracts';
import { SessionAccumulator, type Action, type SessionAggregate } from '@sluice/detection';
import { LOGGER, type Config, type RedisBreaker } from '@sluice/platform';
import type { LiveSession, LiveSessions } from '@sluice/sessions';
import type { Logger } from 'pino';
import { LIVE_SESSIONS, SESSION_BREAKER } from './live-sessions.token';
import type { SessionCall } from './session-fields';
import { CONFIG } from '../http/config.token';
import { sessionEvent } from './session-event';
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
    const recorded = this.breaker.run(() => this.record({ tenant, sessionId }, call, manifest, scores));
    if (call.session === 'async') return null;
    const session = await recorded;
    return session === null ? { session_id: sessionId, degraded: true } : this.block(session);
  }

  private record(
    { tenant, sessionId }: { readonly tenant: string; readonly sessionId: string },
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
      event: this.config.sessionEvents ? sessionEvent(tenant, call, at, manifest) : null,
    });
  }

  private async block({ sessionId, aggregate, model }: LiveSession): Promise<SessionBlock> {
    try {
      const { events, flagged, risk, action } = await this.judge.verdict(aggregate, model);
      return { session_id: sessionId, events, flagged, risk, action };
    } catch (err) {
      this.log.warn({ err }, 'live session not judged');
      return { session_id: sessionId, degraded: true };
    }
  }
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
