import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '@sluice/platform';
import { TrialBoard } from '@sluice/rollouts';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { GuardCanary } from './guard-canary';
import { TRIAL_REDIS } from './trial-redis.token';
import { Trials } from './trials';

const EVERY_MS = 1_000;

/** Hands on what this process counted of its trials, once a second, and has canaries judged by the sums of all processes. */
@Injectable()
export class WatchTrials implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private watching: Promise<void> = Promise.resolve();

  constructor(
    @Inject(TRIAL_REDIS) private readonly redis: Redis,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly board: TrialBoard,
    private readonly trials: Trials,
    private readonly guard: GuardCanary,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.watch(), EVERY_MS).unref();
  }

  /** What was counted last is handed on as well. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.watch();
    this.redis.disconnect();
  }

  /** One turn, after any under way. Never throws. */
  watch(): Promise<void> {
    this.watching = this.watching.then(() => this.watchNow());
    return this.watching;
  }

  private async watchNow(): Promise<void> {
    for (const trial of this.trials.takeEnded()) await trial.handOn(this.board);
    for (const trial of this.trials.running()) {
      await trial.handOn(this.board);
      await this.guard.execute(trial).catch((err: unknown) => {
        this.log.error({ model: trial.model, err }, 'canary cannot be judged; it is tried again');
      });
    }
  }
}
