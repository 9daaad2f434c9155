import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addCascade, addMembers } from '../../test/cascade.fixture';
import { ModelsDir, type VersionOptions } from '../../test/models-dir.fixture';
import type { InferenceOptions } from '../inference-options';
import { InferenceService } from '../inference-service';

describe('reloading the models folder', () => {
  let models: ModelsDir;
  let service: InferenceService;

  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(async () => {
    await service.close();
    await models.remove();
  });

  async function open(mode: InferenceOptions['mode'] = 'inline-or-threads'): Promise<InferenceService> {
    service = await InferenceService.open({ modelsDir: models.path, modelVersions: new Map(), threads: 1, mode });
    return service;
  }

  /** Publishes as an engineer should: beside the folder, then by one rename. */
  async function replace(options: VersionOptions = {}): Promise<void> {
    const next = await ModelsDir.create();
    const target = join(models.path, options.name ?? 'tiny', options.version ?? '1.0.0');
    const dir = await next.add(options);
    await rm(target, { recursive: true, force: true });
    await mkdir(join(target, '..'), { recursive: true });
    await rename(dir, target);
    await next.remove();
  }

  const active = (): string => service.get('tiny').ref.version;
  const scoreOf = async (text: string): Promise<number | undefined> =>
    (await service.get('tiny').score([text])).scores[0];

  it('finds nothing to do where nothing changed', async () => {
    await models.add();
    await open();
    const before = service.get('tiny');
    expect(await service.reload()).toEqual([]);
    expect(service.get('tiny')).toBe(before);
  });

  it('serves a newer version from then on, keeps the older one by name, and finds new models', async () => {
    await models.add();
    await open();
    await models.add({ version: '2.0.0' });
    await models.add({ name: 'another' });
    expect(await service.reload()).toEqual([
      { name: 'another', version: '1.0.0', change: 'added', reason: null },
      { name: 'tiny', version: '2.0.0', change: 'added', reason: null },
    ]);
    expect(active()).toBe('2.0.0');
    expect(service.get('tiny', '1.0.0').ref.version).toBe('1.0.0');
    expect(service.get('another').ref.name).toBe('another');
  });

  it('keeps what serves when the new version, or the changed one, is bad, and says why', async () => {
    await models.add();
    await open();
    await writeFile(join(await models.add({ version: '2.0.0' }), 'model.onnx'), 'changed');
    await replace({ manifest: { tolerance: 1 } });
    expect(await service.reload()).toEqual([
      { name: 'tiny', version: '2.0.0', change: 'failed', reason: expect.stringContaining('model.onnx') as string },
      { name: 'tiny', version: '1.0.0', change: 'failed', reason: expect.stringContaining('/tolerance') as string },
    ]);
    expect(active()).toBe('1.0.0');
    expect(await scoreOf('0.5')).toBe(0.5);
    await replace({ version: '2.0.0' });
    expect(await service.reload()).toContainEqual({ name: 'tiny', version: '2.0.0', change: 'added', reason: null });
    expect(active()).toBe('2.0.0');
  });

  it.each(['threads', 'inline-or-threads'] as const)(
    'swaps a changed version under calls, none of which fails (%s)',
    async (mode) => {
      await models.add();
      await open(mode);
      const before = service.get('tiny');
      await replace({ manifest: { description: 'Another one.' } });
      const progress = { swapped: false };
      const reloading = service.reload().finally(() => (progress.swapped = true));
      const answers: number[] = [];
      while (!progress.swapped) {
        const rows = Array.from({ length: 1 + (answers.length % 2) * 80 }, () => '0.25');
        answers.push((await service.get('tiny').score(rows)).scores[0] ?? NaN);
      }
      expect(await reloading).toEqual([{ name: 'tiny', version: '1.0.0', change: 'replaced', reason: null }]);
      expect(new Set(answers)).toEqual(new Set([0.25]));
      expect(service.get('tiny').ref.digest).not.toBe(before.ref.digest);
      await expect(before.score(['0.5'])).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    },
  );

  it('answers what a retired version accepted, and then knows it no more', async () => {
    for (const version of ['1.0.0', '2.0.0']) await models.add({ version });
    await open();
    await rm(join(models.path, 'tiny', '2.0.0'), { recursive: true });
    const accepted = Promise.all(Array.from({ length: 20 }, () => service.get('tiny').score(['0.5'])));
    expect(await service.reload()).toEqual([{ name: 'tiny', version: '2.0.0', change: 'retired', reason: null }]);
    expect(await accepted).toHaveLength(20);
    expect(active()).toBe('1.0.0');
    await rm(join(models.path, 'tiny'), { recursive: true });
    await service.reload();
    expect(() => service.get('tiny')).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }) as Error);
  });

  it('keeps a retired version for the cascade that asks it', async () => {
    await addMembers(models);
    await addCascade(models);
    await open();
    const score = async (): Promise<number[]> => [...(await service.get('cascade').score(['0.5'])).scores];
    const before = await score();
    await rm(join(models.path, 'deep'), { recursive: true });
    expect(await service.reload()).toEqual([{ name: 'deep', version: '1.0.0', change: 'retired', reason: null }]);
    expect(await score()).toEqual(before);
    expect(() => service.get('deep')).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }) as Error);
  });

  it('finds a cascade and its members in one go, whichever comes first', async () => {
    await models.add();
    await open();
    await addMembers(models);
    await addCascade(models);
    expect((await service.reload()).map(({ name, change }) => [name, change])).toEqual([
      ['deep', 'added'],
      ['fast', 'added'],
      ['cascade', 'added'],
    ]);
  });

  it('lets go of old versions: fifty swaps leave one', async () => {
    await models.add();
    await open();
    for (let swap = 0; swap < 50; swap++) {
      await replace({ manifest: { description: `Swap ${swap}.` } });
      expect(await service.reload()).toHaveLength(1);
    }
    expect(service.models()).toHaveLength(1);
    expect(await scoreOf('0.125')).toBe(0.125);
  });

  it('does not overlook what was published while another reload went on', async () => {
    await models.add();
    await open();
    const first = service.reload();
    await models.add({ version: '2.0.0' });
    await Promise.all([first, service.reload()]);
    expect(active()).toBe('2.0.0');
  });

  it('resolves a version that was published after it looked', async () => {
    await models.add();
    await open('threads');
    await models.add({ version: '2.0.0' });
    const other = await InferenceService.open({
      ...{ modelsDir: models.path, modelVersions: new Map(), threads: 1, mode: 'threads' },
    });
    const { ref } = other.get('tiny');
    await other.close();
    expect((await service.resolve(ref)).ref).toEqual(ref);
  });

  it('serves the version it was told to, through reloads, until told otherwise', async () => {
    for (const version of ['1.0.0', '2.0.0']) await models.add({ version });
    await open();
    await service.reload();
    service.activate('tiny', '1.0.0');
    expect(active()).toBe('1.0.0');
    await models.add({ version: '3.0.0' });
    await service.reload();
    expect(active()).toBe('1.0.0');
    service.activate('tiny', null);
    expect(active()).toBe('3.0.0');
    expect(() => {
      service.activate('tiny', '9.9.9');
    }).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }) as Error);
  });

  it('says that the folder cannot be read, and serves on', async () => {
    await models.add();
    await open();
    await models.remove();
    await expect(service.reload()).rejects.toMatchObject({ code: 'MODELS_UNREADABLE' });
    expect(await scoreOf('0.5')).toBe(0.5);
  });
});
