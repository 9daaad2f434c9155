import type { ModelStatus } from '@sluice/inference';
import { createLogger } from '@sluice/platform';
import { HealthProbes } from './health-probes';
import { ModelProbe } from './model.probe';

const logger = createLogger({ logLevel: 'silent' }, 'test');

const aModel = (part: Partial<ModelStatus>): ModelStatus => ({
  name: 'abuse',
  version: '1.0.0',
  state: 'READY',
  reason: null,
  active: true,
  manifest: null,
  digest: null,
  ...part,
});

describe('health probes', () => {
  it('share one run among all who ask at once, and run anew for the next', async () => {
    let runs = 0;
    const probes = new HealthProbes(logger);
    probes.add({ name: 'redis', critical: false, check: () => Promise.resolve({ ok: (runs += 1) > 0 }) });
    const [first, second] = await Promise.all([probes.check(), probes.check()]);
    expect(first).toBe(second);
    await probes.check();
    expect(runs).toBe(2);
  });

  it('call a probe failed that throws at once', async () => {
    const probes = new HealthProbes(logger);
    probes.add({
      name: 'store',
      critical: false,
      check: () => {
        throw new Error('canary');
      },
    });
    expect(await probes.check()).toEqual([
      { name: 'store', critical: false, ok: false, detail: 'failed; the log says why' },
    ]);
  });
});

describe('the model probe', () => {
  it.each([
    [[], false],
    [[aModel({})], true],
    [[aModel({ state: 'LOADING' })], false],
    [[aModel({ state: 'UNAVAILABLE' })], false],
    [[aModel({ version: '2.0.0', state: 'UNAVAILABLE', active: false }), aModel({})], true],
    [[aModel({ active: false })], false],
    [[aModel({ version: '2.0.0' }), aModel({ state: 'LOADING', active: false })], true],
    [[aModel({}), aModel({ name: 'fraud', state: 'LOADING', active: false })], false],
  ])('of %j', async (models, ok) => {
    const probe = new ModelProbe({ models: () => models });
    expect((await probe.check()).ok).toBe(ok);
  });
});
