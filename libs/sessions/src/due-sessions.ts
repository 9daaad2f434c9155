import type { Redis } from 'ioredis';
import type { LiveSession } from './live-session';
import type { LiveSessions } from './live-sessions';
import { dueMember, ofDueMember } from './due-member';
import { infoField, RedisScript } from '@sluice/platform';
import { sessionKeys } from './session-keys';
import { NOTE_DUE, SETTLE_DUE } from './stage-two.lua';

/** Sessions that one round takes of each kind, most. */
const PAGE = 500;

const settle = new RedisScript(SETTLE_DUE);
const note = new RedisScript(NOTE_DUE);

/** A session to be judged by stage 2, as its sketch was when it was taken. */
export interface DueSession {
  readonly tenant: string;
  readonly session: LiveSession;
}

export interface DuePage {
  readonly sessions: readonly DueSession[];
  /** Whether more are due at once. */
  readonly hasMore: boolean;
  /** Call it when all of them are on the queue: until then they are found again. */
  readonly settle: () => Promise<void>;
}

/**
 * Finds sessions that were closed, went over a band, or have been quiet: those are read off the order in which sessions were last seen, behind a mark that
 * moves on, so that a call costs nothing for it.
 */
export class DueSessions {
  constructor(
    private readonly redis: Redis,
    private readonly live: LiveSessions,
    private readonly quietMs: number,
  ) {}

  /** Those that stage 2 has not judged as they are now. */
  async take(): Promise<DuePage> {
    await this.noteLoss();
    const noted = await this.noted();
    const pages = [noted];
    for (const tenant of await this.redis.smembers(sessionKeys.tenants)) pages.push(await this.quiet(tenant));
    return {
      sessions: pages.flatMap(({ sessions }) => sessions),
      hasMore: pages.some(({ hasMore }) => hasMore),
      settle: async () => {
        for (const page of pages) await page.settle();
      },
    };
  }

  /** Has a session found again, for when judging it came to nothing. */
  async again(tenant: string, sessionId: string): Promise<void> {
    await note.run(this.redis, [sessionKeys.due], [dueMember(tenant, sessionId)]);
  }

  /**
   * Since when this Redis has known of all sessions for sure, epoch milliseconds, while those from before are not restored, and once all of them have been quiet.
   * null: there is nothing to restore.
   */
  async lostBefore(): Promise<number | null> {
    const since = await this.since();
    if (since === 0 || Number(await this.redis.get(sessionKeys.recovered)) === since) return null;
    return (await this.now()) - since >= this.quietMs ? since : null;
  }

  /** @param since as `lostBefore` gave it */
  async setRecovered(since: number): Promise<void> {
    await this.redis.set(sessionKeys.recovered, String(since));
  }

  /** Since when this Redis has known of all sessions for sure, epoch milliseconds; 0 when it does not say. */
  async since(): Promise<number> {
    return Number((await this.redis.get(sessionKeys.since)) ?? 0);
  }

  /** A Redis that was started anew may have lost the last of what it knew, as may the replica that took its place; an empty one has lost all of it. */
  private async noteLoss(): Promise<void> {
    const run = infoField(await this.redis.info('server'), 'run_id') ?? 'unknown';
    if ((await this.redis.get(sessionKeys.run)) === run) return;
    const now = String(await this.now());
    await this.redis.multi().set(sessionKeys.since, now).set(sessionKeys.run, run).exec();
  }

  private async noted(): Promise<DuePage> {
    const found = await this.redis.zrange(sessionKeys.due, '0', String(PAGE - 1), 'WITHSCORES');
    const members = found.filter((_, i) => i % 2 === 0);
    const byTenant = new Map<string, string[]>();
    for (const { tenant, sessionId } of members.map(ofDueMember)) {
      byTenant.set(tenant, [...(byTenant.get(tenant) ?? []), sessionId]);
    }
    const sessions: DueSession[] = [];
    for (const [tenant, ids] of byTenant) sessions.push(...(await this.open(tenant, ids)));
    const take = async (): Promise<void> => {
      if (found.length > 0) await settle.run(this.redis, [sessionKeys.due], found);
    };
    return { sessions, hasMore: members.length === PAGE, settle: take };
  }

  private async quiet(tenant: string): Promise<DuePage> {
    const [seen, mark] = [sessionKeys.seen(tenant), sessionKeys.quietUntil(tenant)];
    const limit = (await this.now()) - this.quietMs;
    const moved = await this.redis.get(mark);
    const after = moved === null ? '-inf' : `(${moved}`;
    const found = await this.redis.zrange(seen, after, String(limit), 'BYSCORE', 'LIMIT', 0, PAGE, 'WITHSCORES');
    const ids = new Set(found.filter((_, i) => i % 2 === 0));
    const hasMore = ids.size === PAGE;
    const until = hasMore ? Number(found.at(-1)) : limit;
    // The mark moves past a millisecond as a whole.
    if (hasMore) for (const id of await this.redis.zrange(seen, String(until), String(until), 'BYSCORE')) ids.add(id);
    const move = async (): Promise<void> => {
      await this.redis.set(mark, String(until));
    };
    return { sessions: await this.open(tenant, [...ids]), hasMore, settle: move };
  }

  private async open(tenant: string, ids: readonly string[]): Promise<DueSession[]> {
    const sessions = await this.live.read(tenant, ids);
    return sessions
      .filter(({ lastEvent, stage2 }) => lastEvent !== null && (stage2 === null || stage2.until < lastEvent))
      .map((session) => ({ tenant, session }));
  }

  private async now(): Promise<number> {
    const [seconds, micros] = await this.redis.time();
    return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  }
}
