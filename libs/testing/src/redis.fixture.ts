import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPrivateRedis, provideRedisServer, reachRedis, signalProcess, whenGone } from '@sluice/platform';

const ANSWER_WITHIN_MS = 10_000;
/** Folder of Redis's append-only files, by its default. */
const APPEND_ONLY = 'appendonlydir';

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
  /** Keeps what Redis has on its disk now, for rollBack(). */
  snapshot(): Promise<void>;
  /** SIGKILL, and starts it again on what snapshot() kept: whatever came later is forgotten. */
  rollBack(): Promise<void>;
  /** Ends it and removes its folder; harmless after kill(). */
  stop(): Promise<void>;
}

/** Starts a private Redis by the same code as `npm start`. Call stop() in afterAll. */
export async function startRedis(): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-redis-'));
  const binary = await provideRedisServer(() => undefined);
  let redis = await openPrivateRedis(folder, binary);
  // Signals go by the mark, so never to a process that only has the same pid.
  const kill = (): boolean => signalProcess(redis.mark, 'SIGKILL');
  process.once('exit', kill);
  const killed = async (): Promise<void> => {
    kill();
    await whenGone(redis.mark, ANSWER_WITHIN_MS);
  };
  const restart = async (): Promise<void> => {
    redis = await openPrivateRedis(folder, binary);
  };
  const [data, kept] = [join(folder, APPEND_ONLY), join(folder, 'snapshot')];
  return {
    url: redis.url,
    get pid() {
      return redis.mark.pid;
    },
    flush: () =>
      reachRedis(redis.url, { timeoutMs: ANSWER_WITHIN_MS }, async (client) => {
        const pid = Number(/^process_id:(\d+)/m.exec(await client.info('server'))?.[1]);
        if (pid !== redis.mark.pid) throw new Error('another Redis answers here: nothing was flushed');
        await client.flushall();
      }),
    kill: killed,
    restart,
    snapshot: async () => {
      await rm(kept, { recursive: true, force: true });
      // Files that are only appended to: of the last command a part may be missing, as after a crash.
      await cp(data, kept, { recursive: true });
    },
    rollBack: async () => {
      await killed();
      await rm(data, { recursive: true });
      await cp(kept, data, { recursive: true });
      await restart();
    },
    stop: async () => {
      process.removeListener('exit', kill);
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
