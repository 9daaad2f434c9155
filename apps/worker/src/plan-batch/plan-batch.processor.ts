import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { planBatch, WORKER_SETTINGS, type BatchPayload } from '@sluice/batches';
import { AloneGate } from '../alone-gate';
import { JobProcessor } from '../job-processor';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { PlanBatch } from './plan-batch';

@Processor(planBatch.queue, { ...WORKER_SETTINGS, concurrency: 1 })
export class PlanBatchProcessor extends JobProcessor<BatchPayload> {
  private readonly planBatch: PlanBatch;

  constructor(@Inject(RESOURCES) resources: WorkerResources, gate: AloneGate) {
    super(planBatch, resources.log);
    this.planBatch = new PlanBatch(resources, gate);
  }

  protected execute({ tenant, batchId }: BatchPayload): Promise<void> {
    return this.planBatch.execute({ tenant, id: batchId });
  }

  protected override exhausted({ tenant, batchId }: BatchPayload, error: unknown): Promise<void> {
    return this.planBatch.giveUp({ tenant, id: batchId }, error);
  }
}
