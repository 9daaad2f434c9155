import type { Redis } from 'ioredis';

const PROBE_EVERY_MS = 500;

/**
 * Spares requests the wait for a Redis that does not answer: after one failure every call is refused at once, until a ping in the background is answered.
 * Close it with its client.
 */
export class RedisBreaker {
  private probe: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly probeEveryMs = PROBE_EVERY_MS,
  ) {}

  get isOpen(): boolean {
    return this.probe !== undefined;
  }

  /** @returns what `work` gives; null when Redis is not asked, or does not answer */
  async run<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.isOpen) return null;
    try {
      return await work();
    } catch {
      this.open();
      return null;
    }
  }

  close(): void {
    clearInterval(this.probe);
    this.probe = undefined;
  }

  private open(): void {
    this.probe ??= setInterval(() => {
      this.redis.ping().then(
        () => {
          this.close();
        },
        () => undefined,
      );
    }, this.probeEveryMs).unref();
  }
}
