import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Config } from '@sluice/platform';
import { RolloutFollower, RolloutLedger } from '@sluice/rollouts';
import type { Logger } from 'pino';
import { CONFIG } from '../http/config.token';
import { RolloutRouter } from './rollout-router';

/** A change reaches every process within this and the time to load. */
const LOOK_EVERY_MS = 1_000;

/** Keeps this process on the newest rollouts in the object store. */
@Injectable()
export class FollowRollouts implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly follower: RolloutFollower;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CONFIG) { modelVersions }: Config,
    @Inject(LOGGER) log: Logger,
    ledger: RolloutLedger,
    router: RolloutRouter,
  ) {
    this.follower = new RolloutFollower(ledger, {
      isPinned: (model) => modelVersions.has(model),
      follow: (model, record) => router.follow(model, record),
      followed: (model, { revision, rollout }) => {
        log.info({ model, revision, rollout }, 'rollout followed');
      },
      notFollowed: (model, revision, err) => {
        log.error({ model, revision, err }, 'rollout cannot be followed; what served before still serves');
      },
      storeFailed: (err) => {
        log.warn({ err }, 'rollouts cannot be read; those that are known go on');
      },
    });
  }

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
    return this.follower.revision(model);
  }

  /** Follows what is new, after any look under way. Never throws. */
  look(): Promise<void> {
    this.looking = this.follower.look();
    return this.looking;
  }
}
