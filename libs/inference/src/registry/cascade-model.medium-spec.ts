import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { addCascade, addMembers, BAND, BLEND, refOf, type CascadeOptions } from '../../test/cascade.fixture';
import { ModelsDir } from '../../test/models-dir.fixture';
import type { InferenceOptions } from '../inference-options';
import { InferenceService } from '../inference-service';
import { blendScores, isUncertain } from './cascade-blend';

/** What the cascade of the fixture gives a text. */
function expectedScore(text: string): number {
  const fast = Number(text);
  return isUncertain(fast, BAND)
    ? blendScores(fast, Math.round(Math.sqrt(Math.fround(fast)) * 1e7) / 1e7, BLEND)
    : fast;
}

const text = fc.integer({ min: 0, max: 999 }).map((score) => `0.${String(score).padStart(3, '0')}`);
const texts = fc.array(text, { minLength: 1, maxLength: 120 });

describe('a cascade', () => {
  let models: ModelsDir;
  let service: InferenceService | undefined;

  beforeEach(async () => {
    models = await ModelsDir.create();
    await addMembers(models);
  });
  afterEach(async () => {
    await service?.close();
    service = undefined;
    await models.remove();
  });

  async function open(options: Partial<InferenceOptions> = {}): Promise<InferenceService> {
    const defaults = { modelsDir: models.path, modelVersions: new Map(), threads: 1, mode: 'threads' as const };
    service = await InferenceService.open({ ...defaults, ...options });
    return service;
  }

  describe.each(['threads', 'inline-or-threads'] as const)('in mode %s', (mode) => {
    it('gives every row the score of its text alone, in order, whoever asks beside it', async () => {
      await addCascade(models);
      const model = (await open({ mode })).get('cascade');
      await fc.assert(
        fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 6 }), async (calls) => {
          const answers = await Promise.all(calls.map((rows) => model.score(rows)));
          answers.forEach(({ scores }, call) => {
            calls[call]?.forEach((one, row) => {
              expect(scores[row]).toBeCloseTo(expectedScore(one), 6);
            });
          });
          const reversed = await model.score([...(calls[0] ?? [])].reverse());
          expect(reversed.scores.reverse()).toEqual(answers[0]?.scores);
        }),
        { numRuns: 20 },
      );
    });

    it('asks the deep model for the uncertain rows and for no others', async () => {
      await addCascade(models);
      const asked: string[] = [];
      const inference = await open({ mode, observer: { scored: ({ name }, rows) => asked.push(`${name} ${rows}`) } });
      asked.length = 0;
      await inference.get('cascade').score(['0.1', '0.25', '0.5', '0.749', '0.75', '0.9']);
      await inference.get('cascade').score(['0.1', '0.9']);
      expect(asked).toEqual(['fast 6', 'deep 3', 'fast 2']);
    });

    it('takes categories from the deep model where that was asked, else from the fast one', async () => {
      await addCascade(models);
      const model = (await open({ mode })).get('cascade');
      const { categories } = await model.score(['0.01', '0.36', '0.81', '0.49'], { categories: true });
      expect(categories).toEqual(Float64Array.of(0.01, 0.6, 0.81, 0.7));
      expect((await model.score(['0.36'])).categories).toBeNull();
    });

    it('has no score for a row of which a member has none, and scores its neighbours', async () => {
      const golden = { rows: [{ name: 'clear', text: '1', score: 1 }] };
      await addCascade(models, { golden, cascade: { band: { low: 0, high: 1 } } });
      const { scores } = await (await open({ mode })).get('cascade').score(['NaN', '0.5', '2', '1']);
      expect([...scores].map(Number.isNaN)).toEqual([true, false, true, false]);
    });

    it('answers what it accepted when it is closed, and refuses what comes then', async () => {
      await addCascade(models);
      const inference = await open({ mode });
      const model = inference.get('cascade');
      const accepted = Array.from({ length: 30 }, () => model.score(['0.5', '0.1']));
      await inference.close();
      service = undefined;
      for (const { scores } of await Promise.all(accepted)) expect(scores).toHaveLength(2);
      await expect(model.score(['0.5'])).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    });
  });

  it('keeps a dear deep model off the calling thread', async () => {
    await addCascade(models);
    const runs: string[] = [];
    const observer = {
      scored: ({ name }: { name: string }, _: number, __: number, where: string) => runs.push(`${name} ${where}`),
    };
    const inference = await open({ mode: 'inline-or-threads', observer });
    runs.length = 0;
    await inference.get('cascade').score(['0.5']);
    expect(runs).toEqual(['fast inline', 'deep thread']);
  });

  it('passes the deadline on to its members', async () => {
    await addCascade(models);
    const model = (await open()).get('cascade');
    await expect(model.score(['0.5'], { deadlineMs: 0 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('loads the very versions that it names, whatever is active', async () => {
    await addCascade(models);
    for (const name of ['fast', 'deep', 'cascade']) await models.add({ name, version: '2.0.0' });
    const inference = await open();
    expect(inference.models().filter(({ state }) => state === 'READY')).toMatchObject(
      ['cascade', 'deep', 'fast'].map((name) => ({ name, version: '2.0.0', active: true })),
    );
    const live = await inference.resolve(await refOf(models, 'cascade'));
    expect((await live.score(['0.1', '0.36'])).scores[0]).toBe(0.1);
    expect(inference.models().filter(({ active }) => active)).toHaveLength(3);
    expect(inference.get('deep').ref.version).toBe('2.0.0');
    expect(inference.get('deep', '1.0.0').ref.version).toBe('1.0.0');
  });

  it('loads its members before it, when it is the active one and they are not', async () => {
    await addCascade(models);
    for (const name of ['fast', 'deep']) await models.add({ name, version: '2.0.0' });
    const states: string[] = [];
    const observer = {
      stateChanged: ({ name, version, state }: { name: string; version: string; state: string }) =>
        states.push(`${name} ${version} ${state}`),
    };
    const inference = await open({ observer });
    expect(inference.get('cascade').ref.version).toBe('1.0.0');
    expect(inference.get('deep').ref.version).toBe('2.0.0');
    expect(states[states.length - 1]).toBe('cascade 1.0.0 READY');
    expect([...states].sort()).toEqual([...new Set(states)].sort());
    const told = states.length;
    await inference.resolve(await refOf(models, 'cascade'));
    expect(states.slice(told)).toEqual([]);
  });

  it.each<[string, CascadeOptions, string]>([
    [
      'a member that is not there',
      { cascade: { deep: { name: 'none', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` } } },
      'its deep model none 1.0.0 cannot be used: There is no such model',
    ],
    [
      'a version that is not there',
      { cascade: { fast: { name: 'fast', version: '9.0.0', digest: `sha256:${'0'.repeat(64)}` } } },
      'its fast model fast 9.0.0 cannot be used: This model has no such version',
    ],
    [
      'a member of another digest',
      { cascade: { deep: { name: 'deep', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` } } },
      'its digest differs',
    ],
    [
      'itself as a member',
      { cascade: { deep: { name: 'cascade', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` } } },
      'its digest differs',
    ],
    [
      'other categories than its members',
      { manifest: { categories: { names: ['other'] } } },
      '/categories/names differ from those of /cascade/fast',
    ],
    [
      'no categories where its members have them',
      { manifest: { categories: undefined } },
      '/categories/names differ from those of /cascade/deep',
    ],
    [
      'longer texts than its members take',
      { manifest: { max_text_length: 10_001 } },
      '/max_text_length is above that of /cascade/fast',
    ],
    ['a band upside down', { cascade: { band: { low: 0.8, high: 0.2 } } }, '/cascade/band'],
    [
      'a golden row that is off',
      { golden: { rows: [{ name: 'uncertain', text: '0.5', score: 0.5 }] } },
      'golden row "uncertain" is off',
    ],
  ])('is unavailable with %s, while its members serve', async (_, options, reason) => {
    await addCascade(models, options);
    const inference = await open();
    expect(inference.models().find(({ name }) => name === 'cascade')?.reason).toContain(reason);
    expect([...(await inference.get('fast').score(['0.5'])).scores]).toEqual([0.5]);
  });

  it('is unavailable with a member that is, and says why', async () => {
    await addCascade(models);
    await writeFile(join(models.path, 'deep', '1.0.0', 'model.onnx'), 'changed');
    const cascade = (await open()).models().find(({ name }) => name === 'cascade');
    expect(cascade?.state).toBe('UNAVAILABLE');
    expect(cascade?.reason).toContain('model.onnx is not the file that manifest.json describes');
  });
});
