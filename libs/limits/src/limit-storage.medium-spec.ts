import { once } from 'node:events';
import { RedisBreaker, redisOptions } from '@sluice/platform';
import { startRedis, until, type TestRedis } from '@sluice/testing';
import { Redis } from 'ioredis';
import { LimitStorage } from './limit-storage';
import type { Verdict } from './verdict';

const MINUTE = 60_000;
const LEASED = { limit: 20_000, windowMs: MINUTE };

describe('limits in Redis', () => {
  let server: TestRedis;
  const connections: { redis: Redis; breaker: RedisBreaker }[] = [];

  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    for (const { redis, breaker } of connections.splice(0)) {
      breaker.close();
      redis.disconnect();
    }
    await server.flush();
  });
  afterAll(() => server.stop());

  /** What one gateway process has. */
  async function storage(processes = 1, now?: () => number): Promise<LimitStorage> {
    const redis = new Redis({ ...redisOptions(server.url, 'aside'), commandTimeout: 200 });
    redis.on('error', () => undefined);
    await once(redis, 'ready');
    const connection = { redis, breaker: new RedisBreaker(redis, 20) };
    connections.push(connection);
    const made = new LimitStorage(processes, undefined, now);
    made.connect(connection);
    return made;
  }
  const allowedOf = (verdicts: readonly Verdict[]): number => verdicts.filter(({ allowed }) => allowed).length;

  it('let 5 of 1,000 simultaneous calls over four processes through a limit of 5', async () => {
    const storages = await Promise.all(Array.from({ length: 4 }, () => storage()));
    const calls = Array.from({ length: 250 }, () => storages).flat();
    const verdicts = await Promise.all(
      calls.map(async (each) => each.take('of a key', { limit: 5, windowMs: MINUTE })),
    );
    expect(allowedOf(verdicts)).toBe(5);
    expect(verdicts.filter(({ isLocal }) => isLocal)).toEqual([]);
  });

  it('never let more through with leases, and lose few tokens to them', async () => {
    const storages = await Promise.all(Array.from({ length: 3 }, () => storage()));
    let allowed = 0;
    for (let round = 0; round < 300; round++) {
      const calls = storages.flatMap((each) => Array.from({ length: 25 }, () => each));
      allowed += allowedOf(await Promise.all(calls.map(async (each) => each.take('of a key', LEASED))));
    }
    expect(allowed).toBeLessThanOrEqual(LEASED.limit);
    expect(allowed).toBeGreaterThan(LEASED.limit * 0.97);
  });

  it('take back what was leased and not used', async () => {
    let nowMs = 0;
    const [busy, other] = [await storage(1, () => nowMs), await storage()];
    for (let call = 0; call < 200; call++) await busy.take('of a key', LEASED);
    const { remaining } = await other.look('of a key', LEASED);
    expect(LEASED.limit - remaining).toBeGreaterThan(200);
    // The first lease that is not used up is followed by one of half the size.
    for (let lease = 0; lease < 2; lease++) {
      // Longer than a lease.
      nowMs += 1_001;
      await busy.take('of a key', LEASED);
    }
    expect((await other.look('of a key', LEASED)).remaining).toBeGreaterThan(remaining);
  });

  it('keep the keys of Redis for a window and a tenth', async () => {
    await (await storage()).take('of a key', { limit: 5, windowMs: MINUTE });
    const [connection] = connections;
    const [key = ''] = (await connection?.redis.keys('*')) ?? [];
    expect(key).toBe('{sluice}:limit:of a key');
    const ttl = (await connection?.redis.pttl(key)) ?? 0;
    expect(ttl).toBeGreaterThan(MINUTE);
    expect(ttl).toBeLessThanOrEqual(MINUTE * 1.1);
  });

  it('are kept by each process alone while Redis is frozen, divided, and by all afterwards', async () => {
    const [first, second] = [await storage(2), await storage(2)];
    const limit = { limit: 6, windowMs: MINUTE };
    const ask = async (each: LimitStorage): Promise<Verdict[]> =>
      Promise.all(Array.from({ length: 10 }, async () => each.take('of a key', limit)));
    process.kill(server.pid, 'SIGSTOP');
    try {
      const verdicts = [await ask(first), await ask(second)];
      expect(verdicts.map(allowedOf)).toEqual([3, 3]);
      expect(verdicts.flat().every(({ isLocal }) => isLocal)).toBe(true);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await until('Redis is asked again', async () => {
      const verdict = await first.take('of another key', limit);
      return verdict.isLocal ? undefined : true;
    });
    // Three that were spent alone, and perhaps what Redis has granted since to questions that nobody waited for.
    const { isLocal, remaining } = await first.take('of a key', limit);
    expect([isLocal, remaining <= 2]).toEqual([false, true]);
  });

  it('are looked at without taking a token, and spent beyond what is left', async () => {
    const each = await storage();
    const limit = { limit: 5, windowMs: MINUTE };
    const look = async (): Promise<unknown> => {
      const { allowed, remaining, isLocal } = await each.look('of a key', limit);
      return { allowed, remaining, isLocal };
    };
    expect([await look(), await look()]).toEqual(Array(2).fill({ allowed: true, remaining: 5, isLocal: false }));
    await each.take('of a key', limit, 4);
    expect(await look()).toEqual({ allowed: true, remaining: 1, isLocal: false });
    expect(await each.spend('of a key', limit, 3)).toBe(true);
    expect(await look()).toEqual({ allowed: false, remaining: 0, isLocal: false });
    expect(await each.look('of another key', limit)).toMatchObject({ allowed: true, remaining: 5 });
  });

  it('of @nestjs/throttler are apart by throttler and key', async () => {
    const each = await storage();
    const hits = async (key: string, throttler: string): Promise<number> =>
      (await each.increment(key, MINUTE, 5, 0, throttler)).totalHits;
    expect([await hits('a', 'predict'), await hits('b', 'predict'), await hits('a', 'batch')]).toEqual([1, 1, 1]);
    expect(await hits('a', 'predict')).toBe(2);
  });

  it('are told to @nestjs/throttler in its own words', async () => {
    const each = await storage();
    const records = [];
    for (let hit = 0; hit < 3; hit++) records.push(await each.increment('key', 10_000, 2, 0, 'predict'));
    expect(records).toEqual([
      { totalHits: 1, timeToExpire: expect.any(Number) as number, isBlocked: false, timeToBlockExpire: 0 },
      { totalHits: 2, timeToExpire: expect.any(Number) as number, isBlocked: false, timeToBlockExpire: 0 },
      expect.objectContaining({ totalHits: 3, isBlocked: true }),
    ]);
    const [, , refused] = records;
    expect(refused?.timeToBlockExpire).toBeGreaterThanOrEqual(10);
    expect(refused?.timeToBlockExpire).toBeLessThanOrEqual(11);
  });
});
