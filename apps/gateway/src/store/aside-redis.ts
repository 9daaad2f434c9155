import { StartError, TimedRedis, type Config } from '@sluice/platform';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/**
 * A client for what a request does beside its answer: nothing waits for it longer than the timeout.
 * @param what goes without while Redis is away, for the log
 * @throws StartError without REDIS_URL
 */
export function connectAside({ redisUrl }: Config, log: Logger, timeoutMs: number, what: string): Redis {
  if (redisUrl === null) throw new StartError('A gateway needs REDIS_URL. Use npm start for the whole system.');
  const redis = new TimedRedis(redisUrl, 'aside', timeoutMs);
  // One line for each time it is lost, not one for each attempt to connect.
  let lost = false;
  redis.on('ready', () => (lost = false));
  redis.on('error', (err: Error) => {
    if (!lost) log.warn({ err }, `Redis is not reachable; ${what}`);
    lost = true;
  });
  return redis;
}
