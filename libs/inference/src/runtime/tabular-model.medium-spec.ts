import { readGraphSource } from '../../test/graph-source.fixture';
import { ModelsDir, type VersionOptions } from '../../test/models-dir.fixture';
import { onnxGraph } from '../../test/onnx-bytes.fixture';
import { COLUMNS, columnsVersion, matrixVersion, STRINGS } from '../../test/tabular-version.fixture';
import { failureReason } from '../failure-reason';
import { compileInstances } from '../instances/compile-instances';
import { loadModel } from './load-model';

describe('a tabular model', () => {
  let models: ModelsDir;
  beforeEach(async () => (models = await ModelsDir.create()));
  afterEach(() => models.remove());

  /** Scores and categories of these instances, in tensor batches of `maxBatchSize`. */
  async function score(
    options: VersionOptions,
    instances: readonly unknown[],
    maxBatchSize = 32,
  ): Promise<{ scores: number[]; categories: number[][] }> {
    const source = await readGraphSource({ name: 'tiny', version: '1.0.0', dir: await models.add(options) });
    const { scorer, release } = await loadModel(source);
    const rows = compileInstances(source.manifest)?.read(instances) ?? [];
    const { scores, categories } = await scorer.score(rows, { maxBatchSize, categories: true });
    await release();
    const all = [...(categories ?? [])];
    const names = all.length / scores.length;
    return {
      scores: [...scores],
      categories: instances.map((_, row) => all.slice(row * names, (row + 1) * names)),
    };
  }

  async function reasonOf(options: VersionOptions): Promise<string> {
    return score(options, []).then(
      () => 'it was loaded',
      (error: unknown) => failureReason(error),
    );
  }

  it('scores a matrix of its fields, in the order of /inputs, at any tensor-batch size', async () => {
    const instances = Array.from({ length: 100 }, (_, row) => ({ c: 1, a: row / 128, b: (row % 8) / 8 }));
    for (const size of [1, 7, 100]) {
      const { scores, categories } = await score(matrixVersion(), instances, size);
      expect(scores).toEqual(instances.map(({ a }) => a));
      expect(categories[99]).toEqual([99 / 128, 3 / 8, 1]);
    }
  });

  it('feeds each field as a tensor of the type that the graph wants', async () => {
    const good = { amount: 0.5, share: 0.25, count: 1, level: 0, flag: true, plan: 'plus', note: 'yes' };
    const other = { share: 0.5, count: 0, level: 1, flag: false, plan: 'no such plan', note: '' };
    const { scores, categories } = await score(columnsVersion(), [good, other]);
    expect(scores).toEqual([0.25, 0.5]);
    expect(categories).toEqual([
      [0.5, 0.25, 1, 0, 1, STRINGS.plus, STRINGS.yes],
      [NaN, 0.5, 0, 1, 0, STRINGS[''], STRINGS['']],
    ]);
    expect(Object.keys(COLUMNS)).toHaveLength(7);
  });

  it('takes a tensor of rank 1 for a field, and a score in double precision', async () => {
    const graph = onnxGraph({
      nodes: [{ op: 'Identity', inputs: ['share'], outputs: ['probability'] }],
      inputs: [{ name: 'share', type: 'double', shape: ['rows'] }],
      outputs: [{ name: 'probability', type: 'double', shape: ['rows'] }],
    });
    const manifest = {
      ...matrixVersion().manifest,
      inputs: [{ name: 'share', type: 'number' }],
      encoding: { type: 'columns' },
      output: 'probability',
      output_column: undefined,
      categories: undefined,
    };
    const golden = { rows: [{ name: 'third', instance: { share: 1 / 3 }, score: 0.3333333 }] };
    expect(await score({ graph, golden, manifest }, [{ share: 0.1 }])).toEqual({ scores: [0.1], categories: [[]] });
  });

  it.each([
    ['another input', { encoding: { type: 'matrix', input: 'x' } }, 'it lacks the input that /encoding/input names'],
    ['fewer fields than the matrix has', { inputs: [{ name: 'a', type: 'number' }] }, 'must be 1'],
    ['a string in the matrix', { inputs: [{ name: 'a', type: 'string', max_length: 3 }] }, '/inputs/0/type is string'],
    ['fields for which there are no tensors', { encoding: { type: 'columns' } }, 'names; it lacks'],
    ['no class chosen', { output_column: undefined }, 'or /output_column must name a class'],
    ['a class past the last', { output_column: 3 }, '/output_column must be under 3'],
    ['fewer categories', { categories: { output: 'classes', names: ['a'] } }, 'must have the shape [rows, 1]'],
    ['categories of no output', { categories: { output: 'x', names: ['a'] } }, 'that /categories/output names'],
  ])('is refused with %s', async (_, manifest, reason) => {
    expect(await reasonOf(matrixVersion(manifest))).toContain(reason);
  });

  it.each([
    ['amount', { type: 'integer', missing: 'nan' }, 'int64', '/inputs/0/missing is nan'],
    ['amount', { type: 'integer' }, 'int32', '/inputs/0 needs a minimum and a maximum'],
    ['amount', { type: 'number' }, 'int64', 'must be a tensor of float32 or float64'],
    ['amount', { type: 'string', max_length: 5 }, 'float', 'must be a tensor of string'],
    ['amount', { type: 'number' }, 'float16', 'must be a tensor of float32 or float64'],
  ] as const)('is refused when %s %j meets a tensor of %s', async (name, field, type, reason) => {
    const graph = onnxGraph({
      nodes: [{ op: 'Cast', inputs: [name], outputs: ['probability'], attributes: { to: 1 } }],
      inputs: [{ name, type, shape: ['rows', 1] }],
      outputs: [{ name: 'probability', type: 'float', shape: ['rows', 1] }],
    });
    const encoding = { type: 'columns' };
    const { manifest } = matrixVersion({ inputs: [{ name, ...field }], encoding, output: 'probability' });
    const score = { golden: { rows: [{ name: 'one', instance: { [name]: null }, score: 0 }] } };
    const wanted = { graph, ...score, manifest: { ...manifest, output_column: undefined, categories: undefined } };
    expect(await reasonOf(wanted)).toMatch(reason.startsWith('/') ? reason : new RegExp(reason));
  });

  it('is refused when its golden rows do not fit its own fields', async () => {
    const golden = { rows: [{ name: 'high', instance: { a: 2, b: 0, c: 0 }, score: 0.25 }] };
    expect(await reasonOf({ ...matrixVersion(), golden })).toContain(
      '/instances/0/a must be a finite number from 0 to 1',
    );
  });
});
