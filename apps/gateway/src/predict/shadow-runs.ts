import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { Inference } from '@sluice/inference';
import { INFERENCE } from '../models/inference.token';
import type { Trial } from '../rollouts/trial';
import { countShadow } from '../rollouts/trial-metrics';
import type { PredictBody } from './predict-body';
import { judge, judgementOf, type Prediction } from './prediction';
import { requestRows } from './request-rows';

/** An answered request. */
export interface ShadowCall {
  readonly trial: Trial;
  readonly body: PredictBody;
  /** Version that answered. */
  readonly version: string;
  readonly predictions: readonly Prediction[];
}

/** Most answered requests that wait for the shadows: a body is up to 1 MiB. Later ones are dropped, and counted. */
const MAX_WAITING = 64;
/** Scored together; between two lots every live request that arrived has its turn. */
const AT_ONCE = 16;

/** Lets versions in the shadow score what was answered, behind the back of the client. Nothing that happens here reaches an answer. */
@Injectable()
export class ShadowRuns implements OnApplicationShutdown {
  private readonly waiting: ShadowCall[] = [];
  private running: Promise<void> | undefined;

  constructor(@Inject(INFERENCE) private readonly inference: Inference) {}

  offer(call: ShadowCall): void {
    if (this.waiting.length >= MAX_WAITING) {
      drop(call);
      return;
    }
    this.waiting.push(call);
    this.running ??= this.run();
  }

  /** Scores what was begun; what waits is dropped. */
  async onApplicationShutdown(): Promise<void> {
    this.waiting.splice(0).forEach(drop);
    await this.running;
  }

  private async run(): Promise<void> {
    await nextTurn();
    while (this.waiting.length > 0) {
      await Promise.all(this.waiting.splice(0, AT_ONCE).map((call) => this.score(call)));
      await nextTurn();
    }
    this.running = undefined;
  }

  private async score(call: ShadowCall): Promise<void> {
    await Promise.all(call.trial.shadows.map((version) => this.scoreBy(version, call)));
  }

  private async scoreBy(version: string, { trial, body, version: live, predictions }: ShadowCall): Promise<void> {
    const startedMs = performance.now();
    try {
      const judged = await this.judgedBy(trial.model, version, body);
      trial.counts.shadow(version).answered(performance.now() - startedMs, judged);
      trial.counts.compared(live, predictions, version, judged);
      countShadow(trial.model, version, 'scored');
    } catch (error) {
      const isBusy = error instanceof SluiceError && error.code === 'OVERLOADED';
      if (isBusy) trial.counts.shadow(version).dropped();
      else trial.counts.shadow(version).failed();
      countShadow(trial.model, version, isBusy ? 'dropped' : 'failed');
    }
  }

  private async judgedBy(model: string, version: string, body: PredictBody): Promise<Prediction[]> {
    const live = this.inference.get(model, version);
    const { scores } = await live.score(requestRows(body, live));
    if (scores.some(Number.isNaN)) throw new Error('no probability');
    const judgement = judgementOf(live.manifest, body.threshold);
    return Array.from(scores, (score) => judge(score, judgement));
  }
}

function drop({ trial }: ShadowCall): void {
  for (const version of trial.shadows) {
    trial.counts.shadow(version).dropped();
    countShadow(trial.model, version, 'dropped');
  }
}
