import type { ThrottlerStorage } from '@nestjs/throttler';
import { inTime, RedisScript, type RedisBreaker } from '@sluice/platform';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { LIMIT_TIMEOUT_MS, SLOTS, slotMsOf, type Granted, type Limit } from './limit';
import { TAKE_TOKENS } from './take.lua';
import { Tokens, type TokenRequest } from './tokens';
import type { Verdict } from './verdict';

const KEY_PREFIX = '{sluice}:limit:';
/** Limits that a process remembers; of one that it forgets Redis still knows all. */
const MAX_KNOWN = 20_000;

const NOTHING: TokenRequest = { wanted: 0, returned: 0, slot: 0, owed: 0 };
const takeTokens = new RedisScript(TAKE_TOKENS);

type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The connection of a process, and what spares it the wait for a Redis that is gone. */
export interface LimitsRedis {
  readonly redis: Redis;
  readonly breaker: RedisBreaker;
}

/**
 * Counts in Redis for all processes together, by one script a question. While Redis does not answer, each process counts alone, up to its share of
 * every limit, and tells Redis afterwards. Never rejects.
 */
export class LimitStorage implements ThrottlerStorage {
  private readonly tokens = new LRUCache<string, Tokens>({ max: MAX_KNOWN });
  private connection: LimitsRedis | undefined;

  /**
   * @param processes that share the limits while Redis is away, at least 1
   * @param timeoutMs nobody waits longer for a token; after the first such wait nobody waits at all, until Redis answers again
   */
  constructor(
    private readonly processes = 1,
    private readonly timeoutMs = LIMIT_TIMEOUT_MS,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Until then every limit is kept by this process alone. Whoever connects it closes both. */
  connect(connection: LimitsRedis): void {
    this.connection = connection;
  }

  /** Takes tokens, all of them or none. @param name what is limited, and for whom: a limit has one name @param count at least 1 */
  take(name: string, limit: Limit, count = 1): Verdict | Promise<Verdict> {
    return this.tokensOf(name, limit).take(count);
  }

  /** Counts tokens that are used already, beyond the limit if need be. @returns false when Redis does not answer: they are not counted */
  async spend(name: string, limit: Limit, count: number): Promise<boolean> {
    return (await this.ask(name, limit, { ...NOTHING, owed: count })) !== null;
  }

  /** How many tokens are left, without taking one. */
  async look(name: string, limit: Limit): Promise<Verdict> {
    const seen = await this.ask(name, limit, NOTHING);
    if (seen === null) return { allowed: true, remaining: limit.limit, resetMs: 0, isLocal: true };
    return { allowed: seen.left > 0, remaining: seen.left, resetMs: seen.resetMs, isLocal: false };
  }

  /** `take` of one token, as @nestjs/throttler has it: `ttl` in milliseconds, times of the record in seconds. */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    _blockDuration: number,
    throttlerName: string,
  ): Promise<ThrottlerRecord> {
    const { allowed, remaining, resetMs } = await this.take(`${throttlerName}:${key}`, { limit, windowMs: ttl });
    const seconds = Math.ceil(resetMs / 1_000);
    return {
      totalHits: allowed ? limit - remaining : limit + 1,
      timeToExpire: seconds,
      isBlocked: !allowed,
      timeToBlockExpire: allowed ? 0 : seconds,
    };
  }

  private tokensOf(name: string, limit: Limit): Tokens {
    const known = this.tokens.get(name);
    if (known !== undefined) return known;
    const share = { ...limit, limit: Math.max(1, Math.floor(limit.limit / this.processes)) };
    const tokens = new Tokens(limit, share, (request) => this.ask(name, limit, request), this.now);
    this.tokens.set(name, tokens);
    return tokens;
  }

  private async ask(name: string, limit: Limit, request: TokenRequest): Promise<Granted | null> {
    if (this.connection === undefined) return null;
    const { redis, breaker } = this.connection;
    const { wanted, returned, slot, owed } = request;
    const args = [limit.limit, slotMsOf(limit.windowMs), SLOTS, wanted, returned, slot, owed].map(String);
    return breaker.run(async () =>
      grantedOf(await inTime(takeTokens.run(redis, [KEY_PREFIX + name], args), this.timeoutMs)),
    );
  }
}

/** @throws Error of a reply that is none of our script */
function grantedOf(reply: unknown): Granted {
  const [granted, left, resetMs, slot] = Array.isArray(reply) ? reply.map(Number) : [];
  if (granted === undefined || left === undefined || resetMs === undefined || slot === undefined) {
    throw new Error('the script of the limits gave no four numbers');
  }
  return { granted, left, resetMs, slot };
}
