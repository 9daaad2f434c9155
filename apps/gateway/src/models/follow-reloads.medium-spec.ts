import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceService, ModelMirror, PublishedVersions } from '@sluice/inference';
import { createLogger, loadConfig } from '@sluice/platform';
import { ReloadSignals } from '@sluice/rollouts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { until } from '@sluice/testing';
import { Siblings } from '../cluster/siblings';
import { FollowReloads } from './follow-reloads';
import { InferenceMetrics } from './inference-metrics';
import { ReloadModels } from './reload-models';

const SHIPPED = join(__dirname, '../../../../models/abuse/1.0.0');

describe('a reload that another gateway was told of', () => {
  let folder: string;
  let store: ObjectStore;
  let inference: InferenceService;
  let following: FollowReloads;
  let isBroken = true;
  let failures = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-follow-'));
    store = await openFolder(join(folder, 'store'));
    const fail = (): Promise<never> => Promise.reject(new Error(`slow down ${++failures}`));
    const read: ObjectStore['read'] = (key, ...range) => (isBroken ? fail() : store.read(key, ...range));
    const broken = Object.assign(Object.create(store) as ObjectStore, { read });
    await add(join(folder, 'models/abuse/1.0.0'), '1.0.0');
    inference = await InferenceService.open({
      modelsDir: join(folder, 'models'),
      mirror: new ModelMirror(broken, join(folder, 'mirror')),
      modelVersions: new Map(),
      threads: 1,
      mode: 'inline-or-threads',
    });
    const log = createLogger(loadConfig({ DATA_DIR: folder }), 'test', { write: () => undefined });
    const signals = new ReloadSignals(store);
    const models = new ReloadModels(inference, log, new InferenceMetrics(), signals, new Siblings(log));
    following = new FollowReloads(log, signals, models);
    await following.onApplicationBootstrap();
  });
  afterAll(async () => {
    await following.onApplicationShutdown();
    await inference.close();
    await rm(folder, { recursive: true });
  });

  async function add(dir: string, version: string): Promise<void> {
    await cp(SHIPPED, dir, { recursive: true });
    const path = join(dir, 'manifest.json');
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), version }));
  }

  it('is followed also when the store failed at first', async () => {
    const dir = join(folder, '9.0.0');
    await add(dir, '9.0.0');
    await new PublishedVersions(store).publish({ name: 'abuse', version: '9.0.0', dir });
    await new ReloadSignals(store).give();
    await until('an attempt that fails', () => failures > 0 || undefined);
    isBroken = false;
    await until('the published version', () => inference.get('abuse').ref.version === '9.0.0' || undefined);
  });
});
