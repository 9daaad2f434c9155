import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { castGraph } from '../../test/onnx-bytes.fixture';
import { readGraphSource } from '../../test/graph-source.fixture';
import { ModelsDir, type VersionOptions } from '../../test/models-dir.fixture';
import { failureReason } from '../failure-reason';
import { loadModel, type LoadedModel } from './load-model';

describe('loadModel', () => {
  let models: ModelsDir;
  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(() => models.remove());

  async function load(
    options: VersionOptions = {},
    breakIt: (dir: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<LoadedModel> {
    const dir = await models.add(options);
    await breakIt(dir);
    return loadModel(await readGraphSource({ name: 'tiny', version: '1.0.0', dir }));
  }

  async function reasonOf(...args: Parameters<typeof load>): Promise<string> {
    return load(...args).then(
      () => 'it was loaded',
      (error: unknown) => failureReason(error),
    );
  }

  it('scores rows in their order, whatever the size of its tensor batches', async () => {
    const { scorer, release } = await load({ manifest: { max_batch_size: 3 } });
    const texts = Array.from(
      { length: 2_500 },
      (_, row) => `0.${String((row * 7_919) % 10_000).padStart(1 + (row % 4), '0')}`,
    );
    for (const size of [1, 3, 64]) {
      expect([...(await scorer.score(texts, { maxBatchSize: size })).scores]).toEqual(
        texts.map((text) => Math.round(Math.fround(Number(text)) * 1e7) / 1e7),
      );
    }
    await release();
  });

  it('marks scores that are no probabilities with NaN and keeps their neighbours', async () => {
    const { scorer, release } = await load();
    expect([...(await scorer.score(['NaN', '0.5', 'inf', '-0.5', '1.5', '1'])).scores]).toEqual([
      NaN,
      0.5,
      NaN,
      NaN,
      NaN,
      1,
    ]);
    await release();
  });

  it('takes graphs of rank 2 on both sides', async () => {
    const graph = castGraph({ input: { shape: ['rows', 1] }, output: { shape: ['rows', 1] } });
    const { scorer, release } = await load({ graph });
    expect([...(await scorer.score(['0.5', '0.25'])).scores]).toEqual([0.5, 0.25]);
    await release();
  });

  it.each([
    [
      'a golden row that is off',
      { golden: { rows: [{ name: 'plain', text: '0.5', score: 0.50001 }] } },
      'golden row "plain" is off by 1.0e-5',
    ],
    [
      'a golden row that is not finite',
      { golden: { rows: [{ name: 'plain', text: 'NaN', score: 0.5 }] } },
      'golden row "plain" is off',
    ],
    ['no golden rows', { golden: { rows: [] } }, 'at least one row'],
    [
      'an input of another name',
      { graph: castGraph({ input: { name: 'words' } }) },
      'it lacks the input that /featurizer/input names',
    ],
    [
      'an input of another type',
      { graph: castGraph({ input: { type: 'double' } }) },
      'its input "text" (/featurizer/input) must be a tensor of string',
    ],
    [
      'an input of another rank',
      { graph: castGraph({ input: { shape: ['a', 'b', 'c'] }, output: { shape: ['a', 'b', 'c'] } }) },
      '(/featurizer/input) must have rank 1 or 2',
    ],
    [
      'a fixed number of rows',
      { graph: castGraph({ input: { shape: [4] } }) },
      'the first dimension of its input "text" (/featurizer/input) must be free',
    ],
    [
      'an output of another name',
      { graph: castGraph({ output: { name: 'score' } }) },
      'it lacks the output that /output names',
    ],
    [
      'an output of another type',
      { graph: castGraph({ output: { type: 'int32' } }) },
      'its output (/output) must be a tensor of float32 or float64',
    ],
    [
      'an output of another shape',
      { graph: castGraph({ input: { shape: ['rows', 2] }, output: { shape: ['rows', 2] } }) },
      'its output (/output) must have the shape [rows] or [rows, 1]',
    ],
    ['a graph that is none', { graph: Buffer.from('not a graph') }, 'ONNX Runtime cannot load model.onnx'],
    ['a wider tolerance than allowed', { manifest: { tolerance: 0.5 } }, '/tolerance'],
    ['a field that nobody knows', { manifest: { colour: 'red' } }, 'must NOT have additional properties'],
    ['a file outside of its folder', { manifest: { files: { '../model.onnx': 'sha256:0' } } }, '/files'],
    ['bands upside down', { manifest: { bands: { review: 0.45, block: 0.1 } } }, '/bands/review is above /bands/block'],
    [
      'a threshold that is not the edge of review',
      { manifest: { threshold: 0.3 } },
      '/threshold differs from /bands/review',
    ],
    ['the name of another model', { manifest: { name: 'other' } }, 'names another model or version than its folder'],
  ])('refuses a version with %s', async (_, options, reason) => {
    expect(await reasonOf(options as VersionOptions)).toContain(reason);
  });

  it.each(['model.onnx', 'golden.json'])(
    'refuses a %s that was changed after its manifest was written',
    async (file) => {
      expect(await reasonOf({}, (dir) => writeFile(join(dir, file), 'changed'))).toContain(
        `${file} is not the file that manifest.json describes`,
      );
    },
  );

  it('refuses a manifest that is not JSON', async () => {
    expect(await reasonOf({}, (dir) => writeFile(join(dir, 'manifest.json'), '{"name":'))).toContain(
      'manifest.json is not JSON in UTF-8',
    );
  });
});
