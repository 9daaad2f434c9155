import { Module } from '@nestjs/common';
import { LOGGER, type Config } from '@sluice/platform';
import { RolloutLedger, TrialBoard } from '@sluice/rollouts';
import type { ObjectStore } from '@sluice/storage';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { AuditModule } from '../audit/audit.module';
import { CONFIG } from '../http/config.token';
import { ModelsModule } from '../models/models.module';
import { connectAside } from '../store/aside-redis';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { CompareModel } from './compare-model';
import { FollowRollouts } from './follow-rollouts';
import { GuardCanary } from './guard-canary';
import { ModelRollouts } from './model-rollouts';
import { RolloutRouter } from './rollout-router';
import { RolloutsController } from './rollouts.controller';
import { TRIAL_REDIS } from './trial-redis.token';
import { Trials } from './trials';
import { WatchTrials } from './watch-trials';

/** Nothing waits for statistics but whoever asks for them. */
const COMMAND_TIMEOUT_MS = 500;

/** Which version of a model answers, trials of several, and `/models/{name}/rollout` and `/comparison`. */
@Module({
  imports: [ModelsModule, StoreModule, AuditModule],
  controllers: [RolloutsController],
  providers: [
    { provide: RolloutLedger, inject: [STORE], useFactory: (store: ObjectStore) => new RolloutLedger(store) },
    {
      provide: TRIAL_REDIS,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, log: Logger) =>
        connectAside(config, log, COMMAND_TIMEOUT_MS, 'statistics of versions are kept by each process'),
    },
    { provide: TrialBoard, inject: [TRIAL_REDIS], useFactory: (redis: Redis) => new TrialBoard(redis) },
    Trials,
    RolloutRouter,
    FollowRollouts,
    ModelRollouts,
    GuardCanary,
    WatchTrials,
    CompareModel,
  ],
  exports: [RolloutRouter, Trials],
})
export class RolloutsModule {}
