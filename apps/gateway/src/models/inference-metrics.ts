import { Injectable } from '@nestjs/common';
import type { ModelRef } from '@sluice/contracts';
import type { Action } from '@sluice/detection';
import type { BreakerState, ModelStatus } from '@sluice/inference';
import { Counter, Gauge, Histogram } from 'prom-client';

// One set for the process, even when several applications run in it: the registry takes each name once.
const durations = new Histogram({
  name: 'sluice_inference_duration_seconds',
  help: 'Seconds of one gathered run: featurising and scoring, for inline runs with one turn of the event loop',
  labelNames: ['model', 'version', 'where'],
  // From a tiny inline run to a full tensor batch of long texts.
  buckets: [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5],
});
const rows = new Counter({
  name: 'sluice_rows_total',
  help: 'Rows of predict requests, by what was decided',
  labelNames: ['model', 'version', 'outcome'],
});
const versions = new Gauge({
  name: 'sluice_model_info',
  help: '1 for every model version in the models folder',
  labelNames: ['model', 'version', 'digest', 'state', 'active'],
  // Of several processes: 1 where any of them says so, not how many.
  aggregator: 'max',
});
const breakers = new Gauge({
  name: 'sluice_breaker_open',
  help: '1 while a model version is not asked because it keeps failing, 0.5 while a probe is made, 0 once it answers again',
  labelNames: ['model', 'version'],
  aggregator: 'max',
});
const fallbacks = new Counter({
  name: 'sluice_fallbacks_total',
  help: 'Predict requests that a substitute answered, by the version that stood in or whose rules did',
  labelNames: ['model', 'version'],
});
const cached = new Counter({
  name: 'sluice_score_cache_rows_total',
  help: 'Rows looked up in the score cache; hits over all are the hit ratio. None while it is off',
  labelNames: ['model', 'version', 'result'],
});
const remoteCalls = new Histogram({
  name: 'sluice_remote_duration_seconds',
  help: 'Seconds of calls to the endpoints of remote models, numbered as in the manifest; second: beside or after another one',
  labelNames: ['model', 'version', 'endpoint', 'outcome', 'second'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 60],
});
const OPENNESS = { closed: 0, half_open: 0.5, open: 1 } as const satisfies Record<BreakerState, number>;

/** Counts and times what the models do, for GET /metrics. */
@Injectable()
export class InferenceMetrics {
  countRows({ name, version }: ModelRef, outcome: Action | 'failed', count: number): void {
    if (count > 0) rows.inc({ model: name, version, outcome }, count);
  }

  timeRun({ name, version }: ModelRef, durationMs: number, where: 'inline' | 'thread'): void {
    durations.observe({ model: name, version, where }, durationMs / 1e3);
  }

  countCached({ name: model, version }: ModelRef, hits: number, misses: number): void {
    cached.inc({ model, version, result: 'hit' }, hits);
    cached.inc({ model, version, result: 'miss' }, misses);
  }

  timeRemote(
    { name: model, version }: ModelRef,
    endpoint: number,
    outcome: string,
    ms: number,
    isSecond: boolean,
  ): void {
    remoteCalls.observe({ model, version, endpoint, outcome, second: String(isSecond) }, ms / 1e3);
  }

  countFallback({ name, version }: ModelRef): void {
    fallbacks.inc({ model: name, version });
  }

  showBreaker({ name, version }: ModelRef, state: BreakerState): void {
    breakers.set({ model: name, version }, OPENNESS[state]);
  }

  /** @param statuses all there are: what was shown before is forgotten */
  showModels(statuses: readonly ModelStatus[]): void {
    versions.reset();
    for (const { name, version, digest, state, active } of statuses) {
      versions.set({ model: name, version, digest: digest ?? '', state, active: String(active) }, 1);
    }
  }
}
