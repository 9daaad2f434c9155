import { inTime, redisOptions, StartError, type Config } from '@sluice/platform';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

/** ioredis's own commandTimeout takes a burst of requests, in which nobody reads the answers of Redis, for a Redis that is gone. */
class AsideRedis extends Redis {
  constructor(
    options: Omit<RedisOptions, 'replyMapping'>,
    private readonly timeoutMs: number,
  ) {
    super(options);
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    const answer = super.sendCommand(command, stream);
    inTime(command.promise, this.timeoutMs).catch(() => {
      // Does nothing to one that has failed by itself.
      command.reject(new Error('Redis did not answer in time'));
    });
    return answer;
  }
}

/**
 * A client for what a request does beside its answer: nothing waits for it longer than the timeout.
 * @param what goes without while Redis is away, for the log
 * @throws StartError without REDIS_URL
 */
export function connectAside({ redisUrl }: Config, log: Logger, timeoutMs: number, what: string): Redis {
  if (redisUrl === null) throw new StartError('A gateway needs REDIS_URL. Use npm start for the whole system.');
  const redis = new AsideRedis(redisOptions(redisUrl, 'aside'), timeoutMs);
  // One line for each time it is lost, not one for each attempt to connect.
  let lost = false;
  redis.on('ready', () => (lost = false));
  redis.on('error', (err: Error) => {
    if (!lost) log.warn({ err }, `Redis is not reachable; ${what}`);
    lost = true;
  });
  return redis;
}
