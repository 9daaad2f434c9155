import { BullModule } from '@nestjs/bullmq';
import { Module, type DynamicModule } from '@nestjs/common';
import { QUEUE_NAMES, QUEUE_PREFIX } from '@sluice/batches';
import { redisOptions } from '@sluice/platform';
import { AloneGate } from './alone-gate';
import { DeliverWebhookProcessor } from './deliver-webhook/deliver-webhook.processor';
import { FinishBatchProcessor } from './finish-batch/finish-batch.processor';
import { Housekeeping } from './housekeeping/housekeeping';
import { JudgeSessionProcessor } from './judge-session/judge-session.processor';
import { PlanBatchProcessor } from './plan-batch/plan-batch.processor';
import { ScoreChunkProcessor } from './score-chunk/score-chunk.processor';
import type { WorkerResources } from './worker-resources';
import { RESOURCES } from './worker.token';

const PROCESSORS = {
  plan: PlanBatchProcessor,
  score: ScoreChunkProcessor,
  finish: FinishBatchProcessor,
  session: JudgeSessionProcessor,
  webhooks: DeliverWebhookProcessor,
} as const;

/** The worker: one processor for each queue that it serves, and housekeeping. */
@Module({})
export class WorkerModule {
  static with(resources: WorkerResources): DynamicModule {
    const connection = { ...redisOptions(resources.redisUrl, 'consumer') };
    const processors = [...resources.config.workerQueues].map((queue) => PROCESSORS[queue]);
    return {
      module: WorkerModule,
      imports: [
        BullModule.forRoot({ connection, prefix: QUEUE_PREFIX }),
        // Without a registered queue Nest starts no processor.
        BullModule.registerQueue(...QUEUE_NAMES.map((name) => ({ name }))),
      ],
      providers: [{ provide: RESOURCES, useValue: resources }, AloneGate, ...processors, Housekeeping],
    };
  }
}
