import { Module, type DynamicModule } from '@nestjs/common';
import { metricsModule, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { AccessModule } from './access/access.module';
import { BatchesModule } from './batches/batches.module';
import { CLUSTER_METRICS } from './cluster/cluster-metrics-source';
import { ClusterModule } from './cluster/cluster.module';
import { HealthModule } from './health/health.module';
import { HttpModule } from './http/http.module';
import { LimitsModule } from './limits/limits.module';
import { ModelsModule } from './models/models.module';
import { OipModule } from './oip/oip.module';
import { RolloutsModule } from './rollouts/rollouts.module';
import { SessionsModule } from './sessions/sessions.module';
import { WebhooksModule } from './webhooks/webhooks.module';
import { PredictModule } from './predict/predict.module';

/** The gateway: what it serves, one module for each part. */
@Module({})
export class GatewayModule {
  static with(config: Config, logger: Logger): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        HttpModule.with(config, logger),
        ClusterModule,
        AccessModule,
        LimitsModule,
        metricsModule(CLUSTER_METRICS),
        HealthModule,
        ModelsModule,
        RolloutsModule,
        PredictModule,
        SessionsModule,
        OipModule,
        BatchesModule,
        WebhooksModule,
      ],
    };
  }
}
