import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Config } from '@sluice/platform';
import { RolloutLedger } from '@sluice/rollouts';
import type { Logger } from 'pino';
import { CONFIG } from '../http/config.token';
import { RolloutRouter } from './rollout-router';

/** A change reaches every process within this and the time to load. */
const LOOK_EVERY_MS = 1_000;
/** A rollout that this process could not follow is tried again after this. */
const RETRY_AFTER_MS = 10_000;

interface Trouble {
  readonly revision: number;
  readonly untilMs: number;
}

/** Keeps this process on the newest rollouts in the object store. Without the store it goes on with those that it knows. */
@Injectable()
export class FollowRollouts implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly followed = new Map<string, number>();
  private readonly troubles = new Map<string, Trouble>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private storeAnswers = true;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly ledger: RolloutLedger,
    private readonly router: RolloutRouter,
  ) {}

  /** Before the first request is taken. */
  async onApplicationBootstrap(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Revision that this process serves; 0: the rule. */
  revision(model: string): number {
    return this.followed.get(model) ?? 0;
  }

  /** Follows what is new, after any look under way. Never throws. */
  look(): Promise<void> {
    this.looking = this.looking.then(() => this.lookNow());
    return this.looking;
  }

  private async lookNow(): Promise<void> {
    try {
      for (const model of await this.ledger.models()) {
        const revision = await this.ledger.revision(model);
        if (revision > this.revision(model) && !this.isTroubled(model, revision)) await this.follow(model, revision);
      }
      this.storeAnswers = true;
    } catch (err) {
      if (this.storeAnswers) this.log.warn({ err }, 'rollouts cannot be read; those that are known go on');
      this.storeAnswers = false;
    }
  }

  private isTroubled(model: string, revision: number): boolean {
    const trouble = this.troubles.get(model);
    return trouble?.revision === revision && performance.now() < trouble.untilMs;
  }

  private async follow(model: string, revision: number): Promise<void> {
    if (this.config.modelVersions.has(model)) return;
    const record = await this.ledger.read(model, revision);
    if (record === null) return;
    try {
      await this.router.follow(model, record);
      this.followed.set(model, revision);
      this.troubles.delete(model);
      this.log.info({ model, revision, rollout: record.rollout }, 'rollout followed');
    } catch (err) {
      this.log.error({ model, revision, err }, 'rollout cannot be followed; what served before still serves');
      this.troubles.set(model, { revision, untilMs: performance.now() + RETRY_AFTER_MS });
    }
  }
}
