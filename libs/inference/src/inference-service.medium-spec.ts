import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { refOf } from '../test/cascade.fixture';
import { ModelsDir } from '../test/models-dir.fixture';
import type { InferenceOptions } from './inference-options';
import { InferenceService } from './inference-service';

describe('InferenceService', () => {
  let models: ModelsDir;
  let service: InferenceService | undefined;

  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(async () => {
    await service?.close();
    service = undefined;
    await models.remove();
  });

  async function open(options: Partial<InferenceOptions> = {}): Promise<InferenceService> {
    const defaults = {
      modelsDir: models.path,
      modelVersions: new Map(),
      threads: 1,
      mode: 'inline-or-threads' as const,
    };
    service = await InferenceService.open({ ...defaults, ...options });
    return service;
  }

  async function addBroken(version: string): Promise<void> {
    await writeFile(join(await models.add({ version }), 'model.onnx'), 'changed');
  }

  it('serves the newest version by precedence, not by spelling', async () => {
    for (const version of ['1.9.0', '1.10.0', '1.10.0-rc.1']) await models.add({ version });
    const { version } = (await open()).get('tiny').ref;
    expect(version).toBe('1.10.0');
  });

  it('serves the last good version when a newer one is broken, and says why that one is not', async () => {
    await models.add({ version: '1.0.0' });
    await addBroken('2.0.0');
    const inference = await open();
    expect(inference.get('tiny').ref.version).toBe('1.0.0');
    expect(inference.models()).toMatchObject([
      {
        version: '2.0.0',
        state: 'UNAVAILABLE',
        active: false,
        reason: expect.stringContaining('model.onnx') as string,
      },
      { version: '1.0.0', state: 'READY', active: true, reason: null },
    ]);
    expect(() => inference.get('tiny', '2.0.0')).toThrow(expect.objectContaining({ code: 'MODEL_NOT_READY' }) as Error);
  });

  it('lets a broken model be, and serves the others', async () => {
    await models.add({ name: 'good' });
    await writeFile(join(await models.add({ name: 'bad' }), 'manifest.json'), '{}');
    const inference = await open();
    expect(() => inference.get('bad')).toThrow(expect.objectContaining({ code: 'MODEL_NOT_READY' }) as Error);
    expect([...(await inference.get('good').score(['0.5'])).scores]).toEqual([0.5]);
  });

  it('serves a pinned version only, and does not start with a pin that is not there', async () => {
    for (const version of ['1.0.0', '2.0.0']) await models.add({ version });
    const inference = await open({ modelVersions: new Map([['tiny', '1.0.0']]) });
    expect(inference.get('tiny').ref.version).toBe('1.0.0');
    await expect(open({ modelVersions: new Map([['tiny', '3.0.0']]) })).rejects.toThrow('there are 2.0.0, 1.0.0');
  });

  it('knows no models and versions but those of its folder', async () => {
    await models.add();
    const inference = await open();
    for (const [name, version] of [
      ['none'],
      ['constructor'],
      ['__proto__'],
      ['tiny', '9.9.9'],
      ['tiny', '../1.0.0'],
    ] as const) {
      expect(() => inference.get(name, version)).toThrow(expect.objectContaining({ code: 'MODEL_NOT_FOUND' }) as Error);
    }
  });

  it('resolves exactly the version that a record names, loading it when it is not the newest', async () => {
    for (const version of ['1.0.0', '2.0.0']) await models.add({ version });
    const inference = await open({ mode: 'threads' });
    const ref = await refOf(models, 'tiny');
    const other = { ...ref, digest: `sha256:${'0'.repeat(64)}` as const };
    await expect(inference.resolve(other)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    const old = inference.models().find(({ version }) => version === '1.0.0');
    expect(old).toMatchObject({ state: 'LOADING', digest: null });
    const live = await inference.resolve(ref);
    expect([...(await live.score(['0.5'])).scores]).toEqual([0.5]);
    expect(inference.get('tiny').ref.version).toBe('2.0.0');
  });

  it.each(['threads', 'inline-or-threads'] as const)(
    'gives each of N concurrent callers exactly its rows (%s)',
    async (mode) => {
      await models.add();
      const model = (await open({ mode })).get('tiny');
      const scores = fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1, maxLength: 120 });
      await fc.assert(
        fc.asyncProperty(fc.array(scores, { minLength: 1, maxLength: 40 }), async (calls) => {
          const answers = await Promise.all(
            calls.map((rows) => model.score(rows.map((score) => `0.${String(score).padStart(4, '0')}`))),
          );
          expect(answers.map(({ scores: rows }) => Array.from(rows, (score) => Math.round(score * 10_000)))).toEqual(
            calls,
          );
        }),
        { numRuns: 30 },
      );
    },
  );

  it('runs small calls of a cheap model on this thread, large calls and dear models on the others', async () => {
    await models.add({ name: 'cheap' });
    await models.add({ name: 'dear', manifest: { cost_us: 5_000 } });
    const runs: string[] = [];
    const inference = await open({
      observer: { scored: ({ name }, rows, _, where) => runs.push(`${name} ${rows} ${where}`) },
    });
    await inference.get('cheap').score(['0.5']);
    await inference.get('cheap').score(Array.from({ length: 65 }, () => '0.5'));
    await inference.get('cheap').score([`0.5${'0'.repeat(16_384)}`]);
    await inference.get('dear').score(['0.5']);
    expect(runs).toEqual(['cheap 1 inline', 'cheap 65 thread', 'cheap 1 thread', 'dear 1 thread']);
  });

  it('fails one bad caller alone, on either path', async () => {
    await models.add();
    const model = (await open()).get('tiny');
    const large = Array.from({ length: 70 }, () => '0.5');
    const settled = await Promise.allSettled(
      [['0.1'], ['no number'], ['0.2'], large, [...large, 'no number'], large].map((texts) => model.score(texts)),
    );
    expect(settled.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('finishes what it accepted when it is closed', async () => {
    await models.add();
    const inference = await open();
    const accepted = Promise.all(
      Array.from({ length: 50 }, (_, call) =>
        inference.get('tiny').score(Array.from({ length: 1 + (call % 2) * 80 }, () => '0.5')),
      ),
    );
    await inference.close();
    service = undefined;
    expect(await accepted).toHaveLength(50);
    await expect(inference.get('tiny').score(['0.5'])).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
  });
});
