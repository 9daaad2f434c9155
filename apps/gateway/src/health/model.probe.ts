import type { Inference } from '@sluice/inference';
import type { HealthProbe, ProbeResult } from './health-probe';

/**
 * Whether models are loaded and warmed: none is still without a version that serves, and at least one has it. A bad new version alone is no failure, and
 * neither is an older one that is loaded behind the one that serves.
 */
export class ModelProbe implements HealthProbe {
  readonly name = 'model';
  readonly critical = true;

  constructor(private readonly inference: Pick<Inference, 'models'>) {}

  check(): Promise<ProbeResult> {
    const models = this.inference.models();
    const serving = models.filter(({ active, state }) => active && state === 'READY');
    const served = new Set(serving.map(({ name }) => name));
    const loading = models.some(({ name, state }) => state === 'LOADING' && !served.has(name));
    if (loading) return Promise.resolve({ ok: false, detail: 'loading' });
    if (serving.length === 0) return Promise.resolve({ ok: false, detail: 'no model could be loaded; see /v1/models' });
    return Promise.resolve({ ok: true, detail: serving.map(({ name, version }) => `${name} ${version}`).join(', ') });
  }
}
