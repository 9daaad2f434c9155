import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GoldenRows, ModelManifest } from '@sluice/contracts';
import { verifyVersion } from '@sluice/inference';
import { addCommand } from '../src/add/add.command';
import { capture } from './captured.fixture';
import { BROUGHT, GRAPHS } from './brought-models.fixture';

describe('models:add', () => {
  let folder: string;
  let models: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-add-'));
    models = join(folder, 'models');
    for (const { sample } of BROUGHT) await writeFile(join(folder, sample.name), sample.content);
    await writeFile(join(folder, 'x.csv'), 'x\n2\n-3\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  const add = (graph: string, sample: string, ...flags: string[]) => {
    const facts = ['--description', 'A test', '--license', 'MIT', '--models', models, '--yes'];
    return capture(addCommand, join(GRAPHS, `${graph}.onnx`), '--sample', join(folder, sample), ...facts, ...flags);
  };
  const readJson = async <T>(...path: string[]): Promise<T> =>
    JSON.parse(await readFile(join(models, ...path), 'utf8')) as T;

  it.each(BROUGHT)('makes a version of $graph that verifies', async ({ graph, sample, flags, expected }) => {
    const { code, printed } = await add(graph, sample.name, ...flags);
    expect(code).toBe(0);
    expect(printed).toContain('the same bits at');
    expect(await readJson<ModelManifest>(graph, '1.0.0', 'manifest.json')).toMatchObject(expected);
    const report = await verifyVersion(join(models, graph, '1.0.0'));
    expect([report.reason, report.goldenRows]).toEqual([null, sample.rows]);
    expect((await readdir(join(models, graph, '1.0.0'))).sort()).toEqual([
      'card.md',
      'golden.json',
      'manifest.json',
      'model.onnx',
      'reference.json',
    ]);
  });

  it('marks golden rows as scored by Sluice', async () => {
    const golden = await readJson<GoldenRows & { scored_by: string }>('xgboost', '1.0.0', 'golden.json');
    expect(golden.scored_by).toContain('not the library that trained the model');
    expect(golden.rows.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
  });

  it('replaces a version only when forced', async () => {
    const again = ['--name', 'xgboost', '--positive', 'YES'];
    await expect(add('xgboost', 'four.csv', ...again)).rejects.toThrow('--force');
    expect((await add('xgboost', 'four.csv', ...again, '--threshold', '0.25', '--force')).code).toBe(0);
    expect(await readJson<ModelManifest>('xgboost', '1.0.0', 'manifest.json')).toMatchObject({ threshold: 0.25 });
  });

  it.each([
    ['zipmap', '--inputs=x', /"zipmap": False/],
    ['external-data', '--inputs=x', /external data is not allowed/],
    ['unknown-operator', '--inputs=x', /operator com\.example:Guess is not supported/],
    ['new-opset', '--inputs=x', /opset 99 is not supported/],
    ['float16-input', '--inputs=x', /float32 \(keep_io_types\)/],
    ['fixed-rows', '--inputs=x', /dynamic batch dimension/],
    ['picture', '--inputs=x', /not pictures/],
    ['two-outputs', '--inputs=x', /Name it by --output/],
    ['label-only', '--inputs=x', /predict_proba/],
    ['no-locale', '--inputs=x', /locale "C"/],
    ['truncated', '--inputs=x', /no ONNX model/],
    ['logits', '--inputs=x', /Sigmoid or Softmax/],
  ])('refuses %s, says what to do, and leaves nothing behind', async (graph, flag, reason) => {
    await expect(add(`refused/${graph}`, 'x.csv', '--positive', 'YES', flag)).rejects.toThrow(reason);
    const left = await readdir(models).catch(() => []);
    expect(left.filter((name) => name.startsWith('.') || name === graph)).toEqual([]);
  });

  it('refuses a sample that cannot show whether scores depend on neighbours', async () => {
    await writeFile(join(folder, 'one.csv'), 'a,b,c,d\n1,2,3,4\n1,2,3,4\n');
    const added = add('xgboost', 'one.csv', '--positive', 'YES', '--version', '3.0.0');
    await expect(added).rejects.toThrow('at least two different rows');
  });

  it('names every flag that is missing when there is nobody to ask', async () => {
    const graph = join(GRAPHS, 'torch-softmax.onnx');
    await expect(capture(addCommand, graph, '--yes')).rejects.toThrow(
      'add --sample, --description, --license, --output-column, --positive.',
    );
  });

  it('names the input that a row of the sample does not fit', async () => {
    await writeFile(join(folder, 'words.csv'), 'a,b,c,d\n1,2,3,many\n');
    await expect(add('xgboost', 'words.csv', '--positive', 'YES', '--version', '2.0.0')).rejects.toThrow(
      '/instances/0/d',
    );
  });
});
