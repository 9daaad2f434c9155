import { checkRedis, checkStoreIdentity, reachRedis, StartError, type Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import type { Logger } from 'pino';

const WITHIN_MS = 2_000;

/**
 * Refuses a Redis that may lose jobs, or that belongs to another store. One that is away is no reason not to start: /predict does without, and
 * batches wait.
 * @throws StartError
 */
export async function checkRedisAtStart({ redisUrl }: Config, store: ObjectStore, log: Logger): Promise<void> {
  if (redisUrl === null) throw new StartError('A gateway needs REDIS_URL. Use npm start for the whole system.');
  let refused: unknown;
  try {
    await reachRedis(redisUrl, { timeoutMs: WITHIN_MS }, async (redis) => {
      try {
        await checkRedis(redis);
        await checkStoreIdentity(redis, store);
      } catch (error) {
        refused = error;
      }
    });
  } catch (err) {
    log.warn({ err }, 'Redis is not reachable; batches are accepted and wait');
  }
  if (refused instanceof StartError) throw refused;
}
