import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module';
import { PredictModule } from '../predict/predict.module';
import { Infer } from './infer';
import { InferBytes } from './infer-bytes';
import { OipController } from './oip.controller';

/** /v2: the Open Inference Protocol. */
@Module({
  imports: [ModelsModule, PredictModule],
  controllers: [OipController],
  providers: [Infer, InferBytes],
})
export class OipModule {}
