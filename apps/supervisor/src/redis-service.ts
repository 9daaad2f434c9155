import { join } from 'node:path';
import {
  Backoff,
  checkRedis,
  closePrivateRedis,
  openPrivateRedis,
  pause,
  provideRedisServer,
  reachRedis,
  StartError,
  whenAborted,
  type BackoffOptions,
  type Config,
  type PrivateRedis,
} from '@sluice/platform';
import type { Journal } from './journal';

const EXTERNAL_ANSWERS_WITHIN_MS = 5_000;

/** The Redis of the system: one of our own, kept running, or the one that REDIS_URL names. */
export class RedisService {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private own: PrivateRedis | null,
  ) {}

  /** @throws StartError when there is none to be had, or it is not fit for use. */
  static async open(config: Config, say: (line: string) => void): Promise<RedisService> {
    const folder = join(config.dataDir, 'redis');
    if (config.redisUrl !== null) {
      await closePrivateRedis(folder);
      await checkExternal(config.redisUrl);
      return new RedisService(config.redisUrl, folder, null);
    }
    const own = await openPrivateRedis(folder, await provideRedisServer(say));
    return new RedisService(own.url, folder, own);
  }

  /** null: REDIS_URL names one that is not ours. */
  get process(): (PrivateRedis['mark'] & { readonly url: string }) | null {
    return this.own === null ? null : { ...this.own.mark, url: this.url };
  }

  /** Starts a Redis of our own again whenever it dies, on the same files and address. Resolves when `stopping` is aborted. */
  async keep(stopping: AbortSignal, backoff: BackoffOptions, journal: Journal, onLaunch: () => void): Promise<void> {
    const pauses = new Backoff(backoff);
    const isStopping = (): boolean => stopping.aborted;
    while (this.own !== null && !isStopping()) {
      const startedAt = performance.now();
      await Promise.race([this.own.gone, whenAborted(stopping)]);
      if (isStopping()) return;
      journal.warn({ app: 'redis' }, 'Redis has ended; it is started again');
      await pause(pauses.delayMs(performance.now() - startedAt), stopping);
      if (isStopping()) return;
      await this.reopen(journal);
      onLaunch();
    }
    await whenAborted(stopping);
  }

  async stop(): Promise<void> {
    await this.own?.stop();
  }

  private async reopen(journal: Journal): Promise<void> {
    try {
      const own = await openPrivateRedis(this.folder, await provideRedisServer(() => undefined));
      this.own = own;
      if (own.url === this.url) return;
      // Everybody was told the old address, so the loop ends this one and tries again.
      await own.stop();
      throw new StartError('the address of the private Redis is taken by another program');
    } catch (error) {
      // Its `gone` has resolved, so the loop comes back here after a longer pause.
      journal.warn({ reason: error instanceof Error ? error.message : 'unknown' }, 'Redis could not be started again');
    }
  }
}

async function checkExternal(url: string): Promise<void> {
  try {
    await reachRedis(url, { timeoutMs: EXTERNAL_ANSWERS_WITHIN_MS }, checkRedis);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'Redis does not answer.';
    throw new StartError(`REDIS_URL cannot be used: ${reason} Unset REDIS_URL to run a private one.`, { cause: error });
  }
}
