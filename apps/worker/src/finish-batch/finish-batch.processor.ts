import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { finishBatch, WORKER_SETTINGS, type BatchPayload } from '@sluice/batches';
import { AloneGate } from '../alone-gate';
import { JobProcessor } from '../job-processor';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { FinishBatch } from './finish-batch';

@Processor(finishBatch.queue, { ...WORKER_SETTINGS, concurrency: 1 })
export class FinishBatchProcessor extends JobProcessor<BatchPayload> {
  private readonly finishBatch: FinishBatch;

  constructor(@Inject(RESOURCES) resources: WorkerResources, gate: AloneGate) {
    super(finishBatch, resources.log);
    this.finishBatch = new FinishBatch(resources, gate);
  }

  protected execute({ tenant, batchId }: BatchPayload): Promise<void> {
    return this.finishBatch.execute({ tenant, id: batchId });
  }

  protected override exhausted({ tenant, batchId }: BatchPayload, error: unknown): Promise<void> {
    return this.finishBatch.giveUp({ tenant, id: batchId }, error);
  }
}
