import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '@sluice/platform';
import { ReloadSignals } from '@sluice/rollouts';
import type { Logger } from 'pino';
import { ReloadModels } from './reload-models';

const LOOK_EVERY_MS = 1_000;
/** A reload for which the store failed is tried again after this. */
const RETRY_AFTER_MS = 5_000;

/** Reloads the models of this process when another one, here or on another machine, was told to. */
@Injectable()
export class FollowReloads implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  /** Number of the newest signal that this process has followed; null: the store has not answered yet. */
  private followed: number | null = null;
  private retryMs = -Infinity;

  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    private readonly signals: ReloadSignals,
    private readonly models: ReloadModels,
  ) {}

  /** What was signalled before the models were loaded is old news. */
  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, LOOK_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      const last = await this.signals.last();
      const isNews = this.followed !== null && last > Math.max(this.followed, this.models.signalled);
      if (isNews && !(await this.reload())) return;
      this.followed = last;
    } catch (err) {
      // The store that is away is told by those who follow rollouts.
      this.log.debug({ err }, 'reloads cannot be followed');
    }
  }

  /** @returns whether what was published is here. @throws SluiceError MODELS_UNREADABLE */
  private async reload(): Promise<boolean> {
    if (performance.now() < this.retryMs) return false;
    this.retryMs = performance.now() + RETRY_AFTER_MS;
    await this.models.reload();
    if (this.models.isCurrent) this.retryMs = -Infinity;
    return this.models.isCurrent;
  }
}
