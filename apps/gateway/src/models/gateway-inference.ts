import { join } from 'node:path';
import { InferenceService, ModelMirror, type InferenceObserver, type ModelStatus } from '@sluice/inference';
import { modelPublicKey, type Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import type { Logger } from 'pino';
import type { InferenceMetrics } from './inference-metrics';

/** Opens the models of the gateway: small calls inline, concurrent ones gathered, all of it measured and logged. */
export async function openGatewayInference(
  config: Config,
  store: ObjectStore,
  metrics: InferenceMetrics,
  log: Logger,
): Promise<InferenceService> {
  const { modelsDir, modelVersions, gateway } = config;
  const opened: { service?: InferenceService } = {};
  const observer: InferenceObserver = {
    scored: (ref, _rows, durationMs, where) => {
      metrics.timeRun(ref, durationMs, where);
    },
    asked: (ref, endpoint, outcome, durationMs, isSecond) => {
      metrics.timeRemote(ref, endpoint, outcome, durationMs, isSecond);
    },
    stateChanged: (status) => {
      logState(log, status);
      // While the models of the start are loaded nobody knows all of them.
      metrics.showModels(opened.service?.models() ?? []);
    },
    mirrorFailed: (err) => {
      log.error({ err }, 'published versions cannot be looked up; those known before are used');
    },
    threadDied: (callsLost, reason) => {
      log.error({ callsLost, reason }, 'inference thread died');
    },
  };
  const service = await InferenceService.open({
    modelsDir,
    mirror: new ModelMirror(store, join(config.dataDir, 'models')),
    modelVersions,
    publicKey: modelPublicKey(config),
    threads: gateway.inferenceThreads,
    processes: gateway.processes,
    mode: 'inline-or-threads',
    observer,
  });
  opened.service = service;
  metrics.showModels(service.models());
  if (service.models().length === 0) log.error({ modelsDir }, 'no models found');
  return service;
}

function logState(log: Logger, { name: model, version, state, reason, active, digest }: ModelStatus): void {
  if (state === 'UNAVAILABLE') log.error({ model, version, reason }, 'model version unavailable');
  else log.info({ model, version, active, digest }, 'model version ready');
}
