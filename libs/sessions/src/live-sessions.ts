import { MAX_EVIDENCE, TOP_ROWS } from '@sluice/detection';
import type { Redis } from 'ioredis';
import type { LiveCall, LiveSession, LiveUser } from './live-session';
import { CLOSE_SESSION, READ_SKETCHES, RECORD_CALL } from './record-call.lua';
import { RedisScript } from './redis-script';
import { sessionKeys } from './session-keys';
import { decodeSketch, encodeAggregate, type Sketch } from './sketch-codec';

export interface LiveSessionsOptions {
  /** Seconds after its last call until a session is forgotten. */
  readonly ttlS: number;
  /** Most events that wait for stage 2, and most bytes of them: the oldest go first. */
  readonly maxEvents: number;
  readonly maxEventBytes: number;
}

/** Where a page of sessions goes on. */
export interface SeenCursor {
  readonly seenAt: number;
  readonly sessionId: string;
}

const record = new RedisScript(RECORD_CALL);
const readSketches = new RedisScript(READ_SKETCHES);
const close = new RedisScript(CLOSE_SESSION);

/**
 * Sessions and users as they are seen while calls come in: small sketches in Redis, one script call for each call of a client. Every method rejects when Redis
 * does not answer.
 */
export class LiveSessions {
  constructor(
    private readonly redis: Redis,
    private readonly options: LiveSessionsOptions,
  ) {}

  /** Adds a call to its session and user. @returns the session with it */
  async record({ tenant, sessionId, userId, eventId, aggregate, model, event }: LiveCall): Promise<LiveSession> {
    const keys = [
      sessionKeys.session(tenant, sessionId),
      sessionKeys.seen(tenant),
      sessionKeys.eventIds(tenant, sessionId),
      sessionKeys.user(tenant, userId ?? ''),
      sessionKeys.events,
      sessionKeys.eventBytes,
      sessionKeys.eventsLost,
    ];
    const { ttlS, maxEvents, maxEventBytes } = this.options;
    const reply = await record.run(this.redis, keys, [
      ...[String(ttlS), eventId ?? '', event ?? '', String(maxEvents), String(maxEventBytes)],
      ...[sessionId, userId ?? '', model, String(MAX_EVIDENCE), String(TOP_ROWS)],
      ...encodeAggregate(aggregate),
    ]);
    return sessionOf(sessionId, decodeSketch(reply));
  }

  async find(tenant: string, sessionId: string): Promise<LiveSession | null> {
    const [session] = await this.read(tenant, [sessionId]);
    return session ?? null;
  }

  async findUser(tenant: string, userId: string): Promise<LiveUser | null> {
    const [sketch] = await this.sketches([sessionKeys.user(tenant, userId)]);
    if (!sketch) return null;
    const { sessions, aggregate, model } = sketch;
    return { userId, sessions, aggregate, model };
  }

  /** Marks a session as closed, until its next call. @returns the session, null when there is none */
  async close(tenant: string, sessionId: string): Promise<LiveSession | null> {
    await close.run(this.redis, [sessionKeys.session(tenant, sessionId)]);
    return this.find(tenant, sessionId);
  }

  /** Sessions by when they were last seen, latest first, from after the cursor on. */
  async list(tenant: string, limit: number, after: SeenCursor | null): Promise<LiveSession[]> {
    const ids = await this.seen(tenant, limit, after);
    return ids.length === 0 ? [] : this.read(tenant, ids);
  }

  private async seen(tenant: string, limit: number, after: SeenCursor | null): Promise<string[]> {
    const from = after === null ? '+inf' : String(after.seenAt);
    const key = sessionKeys.seen(tenant);
    // Sessions of the cursor's very millisecond come again: among themselves they are ordered by id, highest first.
    const again = after === null ? 0 : await this.redis.zcount(key, after.seenAt, after.seenAt);
    const found = await this.redis.zrange(key, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, limit + again, 'WITHSCORES');
    const pairs = found.flatMap((id, i) => (i % 2 === 0 ? [{ id, seenAt: Number(found[i + 1]) }] : []));
    return pairs
      .filter(({ id, seenAt }) => after === null || seenAt < after.seenAt || id < after.sessionId)
      .slice(0, limit)
      .map(({ id }) => id);
  }

  private async read(tenant: string, ids: readonly string[]): Promise<LiveSession[]> {
    const sketches = await this.sketches(ids.map((id) => sessionKeys.session(tenant, id)));
    return ids.flatMap((id, i) => {
      const sketch = sketches[i];
      return sketch ? [sessionOf(id, sketch)] : [];
    });
  }

  private async sketches(keys: readonly string[]): Promise<(Sketch | null)[]> {
    const reply = await readSketches.run(this.redis, keys);
    const found = Array.isArray(reply) ? reply : [];
    return keys.map((_, i) => (found[i] ? decodeSketch(found[i]) : null));
  }
}

function sessionOf(sessionId: string, { userId, aggregate, model, lastSeenAt, closedAt }: Sketch): LiveSession {
  return { sessionId, userId, aggregate, model, lastSeenAt, closedAt };
}
