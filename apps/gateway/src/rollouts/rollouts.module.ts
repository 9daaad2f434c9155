import { Module } from '@nestjs/common';
import { RolloutLedger } from '@sluice/rollouts';
import type { ObjectStore } from '@sluice/storage';
import { ModelsModule } from '../models/models.module';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { FollowRollouts } from './follow-rollouts';
import { ModelRollouts } from './model-rollouts';
import { RolloutRouter } from './rollout-router';
import { RolloutsController } from './rollouts.controller';

/** Which version of a model answers, and `GET|PUT /models/{name}/rollout`. */
@Module({
  imports: [ModelsModule, StoreModule],
  controllers: [RolloutsController],
  providers: [
    { provide: RolloutLedger, inject: [STORE], useFactory: (store: ObjectStore) => new RolloutLedger(store) },
    RolloutRouter,
    FollowRollouts,
    ModelRollouts,
  ],
  exports: [RolloutRouter],
})
export class RolloutsModule {}
