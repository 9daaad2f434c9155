import { Counter } from 'prom-client';

// One set for the process, even when several applications run in it: the registry takes each name once.
const rollbacks = new Counter({
  name: 'sluice_rollbacks_total',
  help: 'Canaries that were taken back because they left their bounds, by the version that was',
  labelNames: ['model', 'version'],
});
const shadows = new Counter({
  name: 'sluice_shadow_requests_total',
  help: 'Requests offered to versions in the shadow; dropped: they were still busy with earlier ones',
  labelNames: ['model', 'version', 'outcome'],
});

export function countRollback(model: string, version: string): void {
  rollbacks.inc({ model, version });
}

export function countShadow(model: string, version: string, outcome: 'scored' | 'failed' | 'dropped'): void {
  shadows.inc({ model, version, outcome });
}
