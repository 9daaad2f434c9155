import { once } from 'node:events';
import { RedisBreaker, redisOptions } from '@sluice/platform';
import { startRedis, type TestRedis } from '@sluice/testing';
import { Redis } from 'ioredis';
import { Nonces } from './nonces';

const MINUTE = 60_000;
/** For a Redis that answers, on a machine that may be busy. */
const PATIENT = MINUTE;

describe('what may be used once', () => {
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

  /** What one gateway process has. @param timeoutMs as in a gateway by default */
  async function nonces(timeoutMs?: number): Promise<Nonces> {
    const redis = new Redis(redisOptions(server.url, 'aside'));
    redis.on('error', () => undefined);
    await once(redis, 'ready');
    const connection = { redis, breaker: new RedisBreaker(redis, 20) };
    connections.push(connection);
    const made = new Nonces(MINUTE, timeoutMs);
    made.connect(connection);
    return made;
  }

  it('is used once in all processes together', async () => {
    const [one, other] = [await nonces(PATIENT), await nonces(PATIENT)];
    const all = Array.from({ length: 10 }, () => [one, other]).flat();
    const used = await Promise.all(all.map((each) => each.use('a')));
    expect(used.filter((first) => first)).toHaveLength(1);
    expect(await one.use('b')).toBe(true);
  });

  it('is remembered in Redis for as long as was asked', async () => {
    await (await nonces(PATIENT)).use('a');
    const redis = connections[0]?.redis;
    expect(await redis?.keys('*')).toEqual(['{sluice}:nonce:a']);
    const ttl = (await redis?.pttl('{sluice}:nonce:a')) ?? 0;
    expect(ttl).toBeGreaterThan(MINUTE / 2);
    expect(ttl).toBeLessThanOrEqual(MINUTE);
  });

  it('is used once in each process while Redis is frozen', async () => {
    const [one, other] = [await nonces(), await nonces()];
    process.kill(server.pid, 'SIGSTOP');
    try {
      expect([await one.use('a'), await one.use('a'), await other.use('a'), await other.use('a')]).toEqual([
        ...[true, false, true, false],
      ]);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
  });

  it('is used once in a process that has no Redis', async () => {
    const alone = new Nonces(MINUTE);
    expect([await alone.use('a'), await alone.use('a'), await alone.use('b')]).toEqual([true, false, true]);
  });
});
