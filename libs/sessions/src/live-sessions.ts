import { hash } from 'node:crypto';
import { MAX_EVIDENCE, TOP_ROWS } from '@sluice/detection';
import type { Redis } from 'ioredis';
import type { ForgottenSession, LiveCall, LiveSession, LiveUser, LiveVerdict } from './live-session';
import { CLOSE_SESSION, RECORD_CALL } from './record-call.lua';
import { dueMember } from './due-member';
import { RedisScript } from '@sluice/platform';
import { sessionKeys } from './session-keys';
import { FORGET_SESSIONS, READ_SESSIONS, READ_USER } from './sketch.lua';
import { decodeSketch, encodeAggregate, type Sketch } from './sketch-codec';
import { RAISE_SESSION, RECORD_VERDICT, RESTORE_SESSIONS } from './stage-two.lua';
import { redisId } from './stream-id';
import { encodeVerdict } from './verdict-codec';

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

/** A moment of Redis. */
const FORGOTTEN_AT_ONCE = 1_000;

const record = new RedisScript(RECORD_CALL);
const readSessions = new RedisScript(READ_SESSIONS);
const readUser = new RedisScript(READ_USER);
const forget = new RedisScript(FORGET_SESSIONS);
const close = new RedisScript(CLOSE_SESSION);
const raise = new RedisScript(RAISE_SESSION);
const recordVerdict = new RedisScript(RECORD_VERDICT);
const restore = new RedisScript(RESTORE_SESSIONS);

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
      sessionKeys.sessions(tenant),
      sessionKeys.seen(tenant),
      sessionKeys.eventIds(tenant, sessionId),
      sessionKeys.user(tenant, userId ?? ''),
      sessionKeys.events,
      sessionKeys.eventBytes,
      sessionKeys.eventsLost,
      sessionKeys.tenants,
    ];
    const { ttlS, maxEvents, maxEventBytes } = this.options;
    const reply = await record.run(this.redis, keys, [
      ...[
        String(ttlS),
        eventId === null ? '' : eventDigest(eventId),
        event ?? '',
        String(maxEvents),
        String(maxEventBytes),
      ],
      ...[sessionId, userId ?? '', model, String(MAX_EVIDENCE), String(TOP_ROWS)],
      ...encodeAggregate(aggregate),
      tenant,
    ]);
    return sessionOf(sessionId, decodeSketch(reply));
  }

  async find(tenant: string, sessionId: string): Promise<LiveSession | null> {
    const [session] = await this.read(tenant, [sessionId]);
    return session ?? null;
  }

  async findUser(tenant: string, userId: string): Promise<LiveUser | null> {
    const reply = await readUser.run(this.redis, [sessionKeys.user(tenant, userId)]);
    if (reply === null) return null;
    const { sessions, aggregate, model } = decodeSketch(reply);
    return { userId, sessions, aggregate, model };
  }

  /** Marks a session as closed, until its next call. @returns the session, null when there is none */
  async close(tenant: string, sessionId: string): Promise<LiveSession | null> {
    const keys = [sessionKeys.sessions(tenant), sessionKeys.due];
    await close.run(this.redis, keys, [sessionId, dueMember(tenant, sessionId), this.ttl]);
    return this.find(tenant, sessionId);
  }

  /** Has stage 2 judge a session because its risk went over a band. @param band its place in ACTIONS; each counts once in a session */
  async raise(tenant: string, sessionId: string, band: number): Promise<void> {
    const keys = [sessionKeys.sessions(tenant), sessionKeys.due];
    await raise.run(this.redis, keys, [sessionId, dueMember(tenant, sessionId), String(band), this.ttl]);
  }

  /** Shows a verdict of stage 2 on its session, unless a later one is there. @returns whether it is new */
  async recordVerdict(tenant: string, sessionId: string, verdict: LiveVerdict): Promise<boolean> {
    const keys = [sessionKeys.sessions(tenant), sessionKeys.verdicts, sessionKeys.unscored];
    const args = [sessionId, encodeVerdict(verdict), verdict.action, this.ttl, verdict.unscored ?? ''];
    return (await recordVerdict.run(this.redis, keys, args)) === 1;
  }

  /**
   * Has stage 2 judge sessions of whose last events this Redis does not know, all their rows from the first on. Of those that it has forgotten it knows no rows.
   * Some hundred at once.
   */
  async restore(tenant: string, sessions: readonly ForgottenSession[]): Promise<void> {
    if (sessions.length === 0) return;
    const keys = [sessionKeys.sessions(tenant), sessionKeys.seen(tenant), sessionKeys.due, sessionKeys.tenants];
    const args = sessions.flatMap(({ sessionId, lastEvent, beganAt, model, userId }) => [
      ...[sessionId, dueMember(tenant, sessionId), redisId(lastEvent), String(beganAt), model, userId ?? ''],
    ]);
    await restore.run(this.redis, keys, [this.ttl, tenant, ...args]);
  }

  /** Removes sessions whose time is over: calls do it too, but a tenant may fall silent. @returns how many went */
  async forget(): Promise<number> {
    let gone = 0;
    for (const tenant of await this.redis.smembers(sessionKeys.tenants)) {
      const keys = [sessionKeys.sessions(tenant), sessionKeys.seen(tenant)];
      for (let some = FORGOTTEN_AT_ONCE; some === FORGOTTEN_AT_ONCE; gone += some) {
        some = Number(await forget.run(this.redis, keys, [this.ttl, String(FORGOTTEN_AT_ONCE)]));
      }
    }
    return gone;
  }

  /** How many verdicts stage 2 has given, by action. */
  verdictCounts(): Promise<ReadonlyMap<string, number>> {
    return this.counts(sessionKeys.verdicts);
  }

  /** How many of them were on rows that could not be scored again, by why. */
  unscoredCounts(): Promise<ReadonlyMap<string, number>> {
    return this.counts(sessionKeys.unscored);
  }

  /** Sessions by their ids, without those that are not known. */
  read(tenant: string, ids: readonly string[]): Promise<LiveSession[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.sessions(tenant, ids);
  }

  /** Sessions by when they were last seen, latest first, from after the cursor on. */
  async list(tenant: string, limit: number, after: SeenCursor | null): Promise<LiveSession[]> {
    const ids = await this.seen(tenant, limit, after);
    return this.read(tenant, ids);
  }

  private async counts(key: string): Promise<ReadonlyMap<string, number>> {
    const counts = await this.redis.hgetall(key);
    return new Map(Object.entries(counts).map(([name, count]) => [name, Number(count)]));
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

  private async sessions(tenant: string, ids: readonly string[]): Promise<LiveSession[]> {
    const reply = await readSessions.run(this.redis, [sessionKeys.sessions(tenant)], [this.ttl, ...ids]);
    const found = Array.isArray(reply) ? reply : [];
    return ids.flatMap((id, i) => (found[i] ? [sessionOf(id, decodeSketch(found[i]))] : []));
  }

  private get ttl(): string {
    return String(this.options.ttlS);
  }
}

/** Whether two ids are the same is all that is ever asked of them: 64 bits tell a million of them apart. */
function eventDigest(eventId: string): string {
  return hash('sha256', eventId, 'hex').slice(0, 16);
}

function sessionOf(sessionId: string, sketch: Sketch): LiveSession {
  const { userId, aggregate, model, lastSeenAt, closedAt, lastEvent, raisedTo, beganAt, stage2 } = sketch;
  return { sessionId, userId, aggregate, model, lastSeenAt, closedAt, lastEvent, raisedTo, beganAt, stage2 };
}
