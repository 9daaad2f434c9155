import type { RedisBreaker } from '@sluice/platform';
import type { Redis } from 'ioredis';

const KEY = '{sluice}:blocked';
/** An address that one process blocks or unblocks is so in every process within this. */
const LOOK_EVERY_MS = 2_000;

export interface BlockedAddress {
  readonly address: string;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

/** Addresses, and when each is free: epoch milliseconds. */
type Known = ReadonlyMap<string, number>;

/** Blocked addresses, in Redis for all processes, and in memory: a check asks nobody. Without Redis each process knows those that it knew. */
export class BlockedAddresses {
  private known: Known = new Map();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly breaker: RedisBreaker,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.list(), LOOK_EVERY_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Epoch milliseconds; 0: it is not blocked. */
  endOf(address: string): number {
    return this.known.get(address) ?? 0;
  }

  async block(address: string, endsAt: number): Promise<void> {
    this.known = new Map(this.known).set(address, endsAt);
    await this.breaker.run(() => this.redis.zadd(KEY, endsAt, address));
  }

  /** @returns whether it was blocked; null when Redis does not answer */
  async unblock(address: string): Promise<boolean | null> {
    const removed = await this.breaker.run(() => this.redis.zrem(KEY, address));
    if (removed === null) return null;
    const others = new Map(this.known);
    others.delete(address);
    this.known = others;
    return removed > 0;
  }

  /** Those that are blocked now, first to be free first; null when Redis does not answer. */
  async list(): Promise<readonly BlockedAddress[] | null> {
    const now = Date.now();
    const before = this.known;
    const pairs = await this.breaker.run(async () => {
      await this.redis.zremrangebyscore(KEY, '-inf', now);
      return this.redis.zrange(KEY, '0', '-1', 'WITHSCORES');
    });
    if (pairs === null) return null;
    const blocked = pairs.flatMap((address, i) => (i % 2 === 0 ? [{ address, endsAt: Number(pairs[i + 1]) }] : []));
    const answer = new Map(blocked.map(({ address, endsAt }) => [address, endsAt]));
    this.known = withChanges(answer, before, this.known);
    return blocked;
  }
}

/** Whom this process has blocked or let in since it asked may not be in the answer; of all others it tells. */
function withChanges(answer: Map<string, number>, before: Known, now: Known): Known {
  if (now === before) return answer;
  for (const [address, endsAt] of now) if (before.get(address) !== endsAt) answer.set(address, endsAt);
  for (const address of before.keys()) if (!now.has(address)) answer.delete(address);
  return answer;
}
