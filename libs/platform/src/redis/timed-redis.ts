import { Redis } from 'ioredis';
import { inTime } from './in-time';
import { redisOptions, type RedisRole } from './redis-options';

/** A producer gives a command up after this: without it one to a frozen Redis hangs for as long as Redis is frozen. */
const PRODUCER_TIMEOUT_MS = 300;

/**
 * A client whose commands fail when Redis does not answer in time. ioredis's own commandTimeout takes a process that is busy, in which nobody reads
 * the answers of Redis, for a Redis that is gone.
 */
export class TimedRedis extends Redis {
  /** @throws StartError when the URL is none of Redis */
  constructor(
    url: string,
    role: RedisRole,
    private readonly timeoutMs: number,
  ) {
    super(redisOptions(url, role));
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

/** The client of a role, whose commands end as the role says. @throws StartError when the URL is none of Redis */
export function connectRedis(url: string, role: Exclude<RedisRole, 'aside'>): Redis {
  return role === 'producer' ? new TimedRedis(url, role, PRODUCER_TIMEOUT_MS) : new Redis(redisOptions(url, role));
}
