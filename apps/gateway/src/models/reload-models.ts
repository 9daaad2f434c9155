import { Inject, Injectable } from '@nestjs/common';
import type { Inference, ReloadReport } from '@sluice/inference';
import { LOGGER } from '@sluice/platform';
import type { Logger } from 'pino';
import { InferenceMetrics } from './inference-metrics';
import { INFERENCE } from './inference.token';

/** Brings this process up to what the models folder holds now, while requests go on. */
@Injectable()
export class ReloadModels {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly metrics: InferenceMetrics,
  ) {}

  /** @throws SluiceError MODELS_UNREADABLE */
  async execute(): Promise<ReloadReport> {
    const changes = await this.inference.reload();
    for (const { name: model, version, change, reason } of changes) {
      if (change === 'failed') this.log.error({ model, version, reason }, 'model version not loaded');
      else this.log.info({ model, version, change }, 'model version changed');
    }
    this.metrics.showModels(this.inference.models());
    return changes;
  }
}
