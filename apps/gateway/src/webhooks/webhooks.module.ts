import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { BatchQueue } from '@sluice/batches';
import { LOGGER, type Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import { DeliveryCounts } from '@sluice/webhooks';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { AuditModule } from '../audit/audit.module';
import { BatchesModule } from '../batches/batches.module';
import { CONFIG } from '../http/config.token';
import { connectAside } from '../store/aside-redis';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { ManageWebhooks } from './manage-webhooks';
import { WebhookMetrics } from './webhook-metrics';
import { WEBHOOKS_REDIS } from './webhooks-redis.token';
import { WebhooksController } from './webhooks.controller';

const COMMAND_TIMEOUT_MS = 1_000;

/** Webhooks, as far as people ask for them: workers send them. */
@Module({
  imports: [BatchesModule, StoreModule, AuditModule],
  controllers: [WebhooksController],
  providers: [
    {
      provide: WEBHOOKS_REDIS,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, log: Logger) =>
        connectAside(config, log, COMMAND_TIMEOUT_MS, 'webhooks are not counted in /metrics'),
    },
    {
      provide: DeliveryCounts,
      inject: [WEBHOOKS_REDIS],
      useFactory: (redis: Redis) => new DeliveryCounts(redis),
    },
    {
      provide: ManageWebhooks,
      inject: [STORE, BatchQueue, LOGGER],
      useFactory: (store: ObjectStore, queue: BatchQueue, log: Logger) => new ManageWebhooks(store, queue, log),
    },
    WebhookMetrics,
  ],
})
export class WebhooksModule implements OnApplicationShutdown {
  constructor(@Inject(WEBHOOKS_REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
