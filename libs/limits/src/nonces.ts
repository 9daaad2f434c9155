import { inTime } from '@sluice/platform';
import { LRUCache } from 'lru-cache';
import { LIMIT_TIMEOUT_MS } from './limit';
import type { LimitsRedis } from './limit-storage';

const KEY_PREFIX = '{sluice}:nonce:';
/** Of one process, while Redis is away as well: at 300 a second those of the last five minutes. */
const MAX_KNOWN = 100_000;

/** Remembers what may be used once: in Redis for all processes, and in this one in any case. */
export class Nonces {
  private readonly known: LRUCache<string, true>;
  private connection: LimitsRedis | undefined;

  /**
   * @param rememberMs how long: longer than whatever they stand for is taken
   * @param timeoutMs how long Redis is waited for
   */
  constructor(
    private readonly rememberMs: number,
    private readonly timeoutMs = LIMIT_TIMEOUT_MS,
  ) {
    this.known = new LRUCache({ max: MAX_KNOWN, ttl: rememberMs });
  }

  connect(connection: LimitsRedis): void {
    this.connection = connection;
  }

  /** Whether nobody has used it before. While Redis is away only this process is asked. */
  async use(nonce: string): Promise<boolean> {
    if (this.known.has(nonce)) return false;
    this.known.set(nonce, true);
    if (this.connection === undefined) return true;
    const { redis, breaker } = this.connection;
    const first = await breaker.run(async () => ({
      first: await inTime(redis.set(KEY_PREFIX + nonce, '', 'PX', this.rememberMs, 'NX'), this.timeoutMs),
    }));
    return first === null || first.first === 'OK';
  }
}
