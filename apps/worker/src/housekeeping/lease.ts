import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { QUEUE_PREFIX } from '@sluice/batches';

/** Deletes or prolongs the lease only while it is ours. */
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";
const RENEW =
  "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0";

/**
 * One of many workers holds it at a time. It only saves work: everything done under it is harmless when done twice, so a lease that is lost in
 * between needs no fencing.
 */
export class Lease {
  private readonly key: string;
  private readonly owner = randomUUID();

  constructor(
    private readonly redis: Redis,
    name: string,
    private readonly ttlMs: number,
  ) {
    this.key = `${QUEUE_PREFIX}:lease:${name}`;
  }

  /** True when this process holds the lease now. */
  async take(): Promise<boolean> {
    if ((await this.redis.set(this.key, this.owner, 'PX', this.ttlMs, 'NX')) === 'OK') return true;
    return (await this.redis.eval(RENEW, 1, this.key, this.owner, this.ttlMs)) === 1;
  }

  async release(): Promise<void> {
    await this.redis.eval(RELEASE, 1, this.key, this.owner);
  }
}
