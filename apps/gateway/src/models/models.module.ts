import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Inference } from '@sluice/inference';
import { LOGGER } from '@sluice/platform';
import { ReloadSignals } from '@sluice/rollouts';
import type { ObjectStore } from '@sluice/storage';
import { AuditModule } from '../audit/audit.module';
import { HealthProbes } from '../health/health-probes';
import { ModelProbe } from '../health/model.probe';
import { CONFIG } from '../http/config.token';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { openGatewayInference } from './gateway-inference';
import { InferenceMetrics } from './inference-metrics';
import { INFERENCE } from './inference.token';
import { ModelsController } from './models.controller';
import { FollowReloads } from './follow-reloads';
import { ReloadModels } from './reload-models';
import { VersionBreakers } from './version-breakers';

/** The models of the gateway, for every part that scores or names one, and `GET /models`. */
@Module({
  imports: [StoreModule, AuditModule],
  controllers: [ModelsController],
  providers: [
    InferenceMetrics,
    { provide: ReloadSignals, inject: [STORE], useFactory: (store: ObjectStore) => new ReloadSignals(store) },
    ReloadModels,
    FollowReloads,
    VersionBreakers,
    {
      provide: INFERENCE,
      inject: [CONFIG, STORE, InferenceMetrics, LOGGER],
      useFactory: openGatewayInference,
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
