import { Module } from '@nestjs/common';
import { ModelsModule } from '../models/models.module';
import { PredictController } from './predict.controller';
import { PredictTexts } from './predict-texts';

/** Stage 1: `POST /predict` and its forms that name a model. */
@Module({ imports: [ModelsModule], controllers: [PredictController], providers: [PredictTexts] })
export class PredictModule {}
