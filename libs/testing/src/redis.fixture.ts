import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPrivateRedis, provideRedisServer, reachRedis, signalProcess, whenGone } from '@sluice/platform';

const ANSWER_WITHIN_MS = 10_000;

/** A Redis of one test's own: a fresh folder, a socket nobody else knows. */
export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  /** FLUSHALL: Redis forgets everything. */
  flush(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same files, at the same address, after kill(). */
  restart(): Promise<void>;
  /** Ends it and removes its folder; harmless after kill(). */
  stop(): Promise<void>;
}

/** Starts a private Redis by the same code as `npm start`. Call stop() in afterAll. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-redis-'));
  const binary = await provideRedisServer(() => undefined);
  let redis = await openPrivateRedis(folder, binary);
  const kill = (): boolean => signalProcess(redis.mark, 'SIGKILL');
  process.once('exit', kill);
  return {
    url: redis.url,
    get pid() {
      return redis.mark.pid;
    },
    flush: () =>
      reachRedis(redis.url, { timeoutMs: ANSWER_WITHIN_MS }, async (client) => {
        await client.flushall();
      }),
    kill: async () => {
      kill();
      await whenGone(redis.mark, ANSWER_WITHIN_MS);
    },
    restart: async () => {
      redis = await openPrivateRedis(folder, binary);
    },
    stop: async () => {
      process.removeListener('exit', kill);
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
