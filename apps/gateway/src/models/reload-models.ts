import { Inject, Injectable } from '@nestjs/common';
import type { Inference, ReloadReport } from '@sluice/inference';
import { LOGGER } from '@sluice/platform';
import type { Logger } from 'pino';
import { Siblings } from '../cluster/siblings';
import { InferenceMetrics } from './inference-metrics';
import { INFERENCE } from './inference.token';

/** Brings this process and its siblings up to what the models folder holds now, while requests go on. */
@Injectable()
export class ReloadModels {
  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly metrics: InferenceMetrics,
    private readonly siblings: Siblings,
  ) {
    siblings.answer('reload', async () => {
      await this.reload();
      return 'reloaded';
    });
  }

  /**
   * @returns what changed in this process; when it comes, the siblings have looked as well
   * @throws SluiceError MODELS_UNREADABLE
   */
  async execute(): Promise<ReloadReport> {
    const [changes, others] = await Promise.all([this.reload(), this.siblings.ask('reload')]);
    if (others && others.answered < others.asked) this.log.error({ ...others }, 'not every process has reloaded');
    return changes;
  }

  private async reload(): Promise<ReloadReport> {
    const changes = await this.inference.reload();
    for (const { name: model, version, change, reason } of changes) {
      if (change === 'failed') this.log.error({ model, version, reason }, 'model version not loaded');
      else this.log.info({ model, version, change }, 'model version changed');
    }
    this.metrics.showModels(this.inference.models());
    return changes;
  }
}
