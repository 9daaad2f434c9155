import { Inject, Injectable } from '@nestjs/common';
import type { Inference, ReloadReport } from '@sluice/inference';
import { LOGGER } from '@sluice/platform';
import { ReloadSignals } from '@sluice/rollouts';
import type { Logger } from 'pino';
import { Siblings } from '../cluster/siblings';
import { InferenceMetrics } from './inference-metrics';
import { INFERENCE } from './inference.token';

/** Brings this process and its siblings up to what the models folder holds now, while requests go on. */
@Injectable()
export class ReloadModels {
  private given = 0;

  constructor(
    @Inject(INFERENCE) private readonly inference: Inference,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly metrics: InferenceMetrics,
    private readonly signals: ReloadSignals,
    private readonly siblings: Siblings,
  ) {
    siblings.answer('reload', async () => {
      await this.reload();
      return 'reloaded';
    });
  }

  /**
   * @returns what changed in this process; when it comes, the siblings have looked as well. Other gateways on the store follow within seconds.
   * @throws SluiceError MODELS_UNREADABLE
   */
  async execute(): Promise<ReloadReport> {
    const [changes, others] = await Promise.all([this.reload(), this.siblings.ask('reload')]);
    if (others && others.answered < others.asked) this.log.error({ ...others }, 'not every process has reloaded');
    await this.signal();
    return changes;
  }

  /** Number of the newest signal that this process has given; 0: none. */
  get signalled(): number {
    return this.given;
  }

  /** Whether the last reload of this process found all that is published. */
  get isCurrent(): boolean {
    return this.inference.isCurrent;
  }

  /** This process alone. @throws SluiceError MODELS_UNREADABLE */
  async reload(): Promise<ReloadReport> {
    const changes = await this.inference.reload();
    for (const { name: model, version, change, reason } of changes) {
      if (change === 'failed') this.log.error({ model, version, reason }, 'model version not loaded');
      else this.log.info({ model, version, change }, 'model version changed');
    }
    this.metrics.showModels(this.inference.models());
    return changes;
  }

  private async signal(): Promise<void> {
    try {
      this.given = await this.signals.give();
    } catch (err) {
      this.log.warn(
        { err },
        'the store cannot be told of the reload: gateways on other machines must be told one by one',
      );
    }
  }
}
