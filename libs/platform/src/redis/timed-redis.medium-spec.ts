import { startRedis, until, type TestRedis } from '@sluice/testing';
import type { Redis } from 'ioredis';
import { TimedRedis } from './timed-redis';

/** Longer than Redis may be held up on a busy machine. */
const TIMEOUT_MS = 1_000;

describe('TimedRedis', () => {
  let server: TestRedis;
  let redis: Redis;

  beforeEach(async () => {
    server = await startRedis();
    redis = new TimedRedis(server.url, 'producer', TIMEOUT_MS);
    redis.on('error', () => undefined);
    await until('a connection', () => (redis.status === 'ready' ? true : undefined));
  });
  afterEach(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('is answered although the process was busy for longer than the timeout', async () => {
    // As requests are: handled where timers that have ended come next, and only then the sockets.
    await new Promise(setImmediate);
    const answers = Promise.all([redis.set('a', '1'), redis.get('a'), redis.multi().get('a').incr('a').exec()]);
    const busyUntil = performance.now() + 2 * TIMEOUT_MS;
    while (performance.now() < busyUntil);
    expect(await answers).toEqual([
      'OK',
      '1',
      [
        [null, '1'],
        [null, 2],
      ],
    ]);
  });

  it('is given up when Redis is frozen, and asked again when it is not', async () => {
    process.kill(server.pid, 'SIGSTOP');
    try {
      await expect(redis.get('a')).rejects.toThrow();
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    expect(await until('an answer', () => redis.set('a', '1').catch(() => undefined))).toBe('OK');
  });
});
