import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { deliverWebhook, WORKER_SETTINGS, type DeliveryPayload } from '@sluice/batches';
import { JobProcessor } from '../job-processor';
import type { WorkerResources } from '../worker-resources';
import { RESOURCES } from '../worker.token';
import { DeliverWebhook } from './deliver-webhook';

/** Attempts at once: each of them waits for its receiver, up to 5 s, and does little else. */
const CONCURRENCY = 16;

@Processor(deliverWebhook.queue, { ...WORKER_SETTINGS, concurrency: CONCURRENCY })
export class DeliverWebhookProcessor extends JobProcessor<DeliveryPayload> {
  private readonly deliverWebhook: DeliverWebhook;

  constructor(@Inject(RESOURCES) resources: WorkerResources) {
    super(deliverWebhook, resources.log);
    this.deliverWebhook = new DeliverWebhook(resources);
  }

  protected execute(payload: DeliveryPayload): Promise<void> {
    return this.deliverWebhook.execute(payload);
  }
}
