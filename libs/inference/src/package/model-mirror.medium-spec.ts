import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { ModelsDir } from '../../test/models-dir.fixture';
import { InferenceService } from '../inference-service';
import { ModelMirror } from './model-mirror';
import { PublishedVersions } from './published-versions';

describe('published versions', () => {
  let folder: string;
  let models: ModelsDir;
  let store: ObjectStore;
  let published: PublishedVersions;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-mirror-'));
    models = await ModelsDir.create();
    store = await openFolder(join(folder, 'store'));
    published = new PublishedVersions(store);
  });
  afterEach(async () => {
    await models.remove();
    await rm(folder, { recursive: true });
  });

  const mirror = (name = 'mirror'): ModelMirror => new ModelMirror(store, join(folder, name));
  async function publish(version: string): Promise<boolean> {
    const dir = await models.add({ name: 'tiny', version });
    return published.publish({ name: 'tiny', version, dir });
  }

  it('are seen when their manifest is there, once, with all files', async () => {
    expect(await publish('1.0.0')).toBe(true);
    await store.putIfAbsent('models/tiny/2.0.0/model.onnx', 'on its way');
    expect(await published.list()).toEqual([{ name: 'tiny', version: '1.0.0' }]);
    const { dir } = mirror();
    await mirror().refresh();
    expect((await readdir(join(dir, 'tiny/1.0.0'))).sort()).toEqual(['golden.json', 'manifest.json', 'model.onnx']);
    expect(await readdir(join(dir, 'tiny'))).toEqual(['1.0.0']);
    const [here, there] = [dir, models.path].map((root) => readFile(join(root, 'tiny/1.0.0/model.onnx')));
    expect(await here).toEqual(await there);
  });

  it('never change: the same files again are no news, others are refused', async () => {
    await publish('1.0.0');
    expect(await publish('1.0.0')).toBe(false);
    await writeFile(join(models.path, 'tiny/1.0.0/golden.json'), '{}');
    const changed = { name: 'tiny', version: '1.0.0', dir: join(models.path, 'tiny/1.0.0') };
    await expect(published.publish(changed)).rejects.toThrow('take the next number');
  });

  it('are mirrored by many processes at the same time, and leave nothing behind', async () => {
    for (const version of ['1.0.0', '1.1.0', '1.2.0']) await publish(version);
    await Promise.all(Array.from({ length: 8 }, () => mirror().refresh()));
    expect((await readdir(join(folder, 'mirror', 'tiny'))).sort()).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(await readdir(join(folder, 'mirror'))).toEqual(['tiny']);
  });

  it('leave the mirror when they leave the store', async () => {
    for (const version of ['1.0.0', '2.0.0']) await publish(version);
    await mirror().refresh();
    await store.deletePrefix('models/tiny/1.0.0');
    await mirror().refresh();
    expect(await readdir(join(folder, 'mirror', 'tiny'))).toEqual(['2.0.0']);
  });

  describe('in a service', () => {
    let service: InferenceService | undefined;
    const failures: unknown[] = [];
    let empty: string;
    beforeEach(async () => {
      failures.length = 0;
      empty = join(folder, 'models');
      await mkdir(empty);
    });
    afterEach(() => service?.close());

    async function open(): Promise<InferenceService> {
      service = await InferenceService.open({
        ...{ modelsDir: empty, mirror: mirror(), modelVersions: new Map(), threads: 1, mode: 'threads' },
        observer: { mirrorFailed: (error) => failures.push(error) },
      });
      return service;
    }

    it('serve, and are found when a record names one that was published since', async () => {
      await publish('1.0.0');
      const inference = await open();
      expect(inference.get('tiny').ref.version).toBe('1.0.0');
      await publish('2.0.0');
      const elsewhere = await InferenceService.open({
        ...{ modelsDir: models.path, modelVersions: new Map(), threads: 1, mode: 'threads' },
      });
      const { ref } = elsewhere.get('tiny', '2.0.0');
      await elsewhere.close();
      expect((await inference.resolve(ref)).ref).toEqual(ref);
    });

    it('give way to the same version in the models folder', async () => {
      await publish('1.0.0');
      await cp(join(models.path, 'tiny'), join(empty, 'tiny'), { recursive: true });
      const path = join(empty, 'tiny/1.0.0/manifest.json');
      const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
      await writeFile(path, JSON.stringify({ ...manifest, description: 'of the folder' }));
      expect((await open()).get('tiny').manifest.description).toBe('of the folder');
    });

    it('serve from the mirror while the store is away', async () => {
      await publish('1.0.0');
      await mirror().refresh();
      await rm(join(folder, 'store/models'), { recursive: true });
      // A link to itself: it cannot be read.
      await symlink('models', join(folder, 'store/models'));
      expect((await open()).get('tiny').ref.version).toBe('1.0.0');
      expect(failures).toHaveLength(1);
    });

    it('serve from the mirror when the store is suddenly empty, as one that is not mounted', async () => {
      await publish('1.0.0');
      await mirror().refresh();
      await rm(join(folder, 'store/models'), { recursive: true });
      expect((await open()).get('tiny').ref.version).toBe('1.0.0');
    });
  });
});
