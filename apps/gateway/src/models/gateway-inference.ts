import { InferenceService, type InferenceObserver, type ModelStatus } from '@sluice/inference';
import type { Config } from '@sluice/platform';
import type { Logger } from 'pino';
import type { InferenceMetrics } from './inference-metrics';

/** Opens the models of the gateway: small calls inline, concurrent ones gathered, all of it measured and logged. */
export async function openGatewayInference(
  config: Config,
  metrics: InferenceMetrics,
  log: Logger,
): Promise<InferenceService> {
  const { modelsDir, modelVersions, inferenceThreads: threads } = config;
  const observer: InferenceObserver = {
    scored: (ref, _rows, durationMs, where) => {
      metrics.timeRun(ref, durationMs, where);
    },
    stateChanged: (status) => {
      logState(log, status);
      metrics.showModel(status);
    },
    threadDied: (callsLost, reason) => {
      log.error({ callsLost, reason }, 'inference thread died');
    },
  };
  const opened = await InferenceService.open({
    modelsDir,
    modelVersions,
    threads,
    mode: 'inline-or-threads',
    observer,
  });
  if (opened.models().length === 0) log.error({ modelsDir }, 'no models found');
  return opened;
}

function logState(log: Logger, { name: model, version, state, reason, active, digest }: ModelStatus): void {
  if (state === 'UNAVAILABLE') log.error({ model, version, reason }, 'model version unavailable');
  else log.info({ model, version, active, digest }, 'model version ready');
}
