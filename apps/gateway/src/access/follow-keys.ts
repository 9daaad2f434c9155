import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { KeyMirror, KEYS_CHANNEL } from '@sluice/access';
import { LOGGER } from '@sluice/platform';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { KEYS_REDIS } from './keys-redis.token';

/** A change reaches every process within this, even without Redis. */
const LOOK_EVERY_MS = 3_000;

/** Keeps the keys of this process like those in the object store. Without the store it goes on with those that it knows. */
@Injectable()
export class FollowKeys implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private storeAnswers = true;

  constructor(
    @Inject(KEYS_REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly mirror: KeyMirror,
  ) {}

  /** Before the first request is taken. @throws what the store does: whether this process is open cannot be guessed */
  async start(): Promise<void> {
    await this.mirror.refresh();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
    this.redis.on('message', () => void this.look());
    this.redis.on('ready', () => void this.listen());
    if (this.redis.status === 'ready') await this.listen();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.redis.disconnect();
    await this.looking;
  }

  private async listen(): Promise<void> {
    try {
      await this.redis.subscribe(KEYS_CHANNEL);
      // What was said before is not said again.
      await this.look();
    } catch (err) {
      this.log.debug({ err }, 'changes of keys are not heard of at once');
    }
  }

  /** Takes in what is new, after any look under way. Never throws. */
  look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookNow());
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    try {
      await this.mirror.refresh();
      this.storeAnswers = true;
    } catch (err) {
      if (this.storeAnswers) this.log.warn({ err }, 'keys cannot be read; those that are known go on');
      this.storeAnswers = false;
    }
  }
}
