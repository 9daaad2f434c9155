import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Inference } from '@sluice/inference';
import { LOGGER, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { HealthProbes } from '../health/health-probes';
import { ModelProbe } from '../health/model.probe';
import { CONFIG } from '../http/config.token';
import { openGatewayInference } from './gateway-inference';
import { InferenceMetrics } from './inference-metrics';
import { INFERENCE } from './inference.token';
import { ModelsController } from './models.controller';
import { ReloadModels } from './reload-models';
import { VersionBreakers } from './version-breakers';

/** The models of the gateway, for every part that scores or names one, and `GET /models`. */
@Module({
  controllers: [ModelsController],
  providers: [
    InferenceMetrics,
    ReloadModels,
    VersionBreakers,
    {
      provide: INFERENCE,
      inject: [CONFIG, InferenceMetrics, LOGGER],
      useFactory: (config: Config, metrics: InferenceMetrics, log: Logger) =>
        openGatewayInference(config, metrics, log),
    },
  ],
  exports: [INFERENCE, InferenceMetrics, ReloadModels, VersionBreakers],
})
export class ModelsModule implements OnApplicationShutdown {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    probes: HealthProbes,
  ) {
    probes.add(new ModelProbe(inference));
  }

  /** Only now: until the server is closed, requests in flight need the models. */
  onApplicationShutdown(): Promise<void> {
    return this.inference.close();
  }
}
