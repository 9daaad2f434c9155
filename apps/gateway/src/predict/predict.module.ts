import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module';
import { RolloutsModule } from '../rollouts/rollouts.module';
import { SessionsModule } from '../sessions/sessions.module';
import { PredictController } from './predict.controller';
import { Predict } from './predict';
import { ScoreCache } from './score-cache';
import { ScoreRows } from './score-rows';
import { ShadowRuns } from './shadow-runs';

/** Stage 1: `POST /predict` and its forms that name a model. */
@Module({
  imports: [ModelsModule, RolloutsModule, SessionsModule],
  controllers: [PredictController],
  providers: [ScoreCache, ScoreRows, ShadowRuns, Predict],
  exports: [Predict],
})
export class PredictModule {}
