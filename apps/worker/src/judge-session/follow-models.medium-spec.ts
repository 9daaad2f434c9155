import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishedVersions } from '@sluice/inference';
import { ReloadSignals } from '@sluice/rollouts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { InProcess } from '../../test/in-process.fixture';
import { FollowModels } from './follow-models';

const SHIPPED = join(__dirname, '../../../../models/abuse/1.0.0');

describe('the models of a worker that judges sessions', () => {
  let folder: string;
  let store: ObjectStore;
  let sluice: InProcess;
  let isBroken = false;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-follow-'));
    store = await openFolder(join(folder, 'store'));
    const read: ObjectStore['read'] = (key, ...range) =>
      isBroken && key.startsWith('models/') ? Promise.reject(new Error('slow down')) : store.read(key, ...range);
    sluice = await InProcess.start({}, Object.assign(Object.create(store) as ObjectStore, { read }));
  });
  afterAll(async () => {
    await sluice.stop();
    await rm(folder, { recursive: true });
  });

  async function publish(version: string): Promise<void> {
    const dir = join(folder, version);
    await cp(SHIPPED, dir, { recursive: true });
    const path = join(dir, 'manifest.json');
    await writeFile(path, JSON.stringify({ ...(JSON.parse(await readFile(path, 'utf8')) as object), version }));
    await new PublishedVersions(store).publish({ name: 'abuse', version, dir });
    await new ReloadSignals(store).give();
  }

  it('are those that were published, though the store failed when they were to be fetched', async () => {
    let now = 0;
    const models = new FollowModels(sluice.resources, () => now);
    await publish('9.0.0');
    isBroken = true;
    await models.look();
    expect(sluice.resources.inference.get('abuse').ref.version).not.toBe('9.0.0');
    isBroken = false;
    now += 60_000;
    await models.look();
    expect(sluice.resources.inference.get('abuse').ref.version).toBe('9.0.0');
  });
});
