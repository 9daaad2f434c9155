import type { InputField } from '@sluice/contracts';
import { ModelsDir, type VersionOptions } from '../../../libs/inference/test/models-dir.fixture';
import { castGraph } from '../../../libs/inference/test/onnx-bytes.fixture';

/** One input for each way of treating what does not fit. The first one is the score. */
export const ORDER_INPUTS: readonly InputField[] = [
  { name: 'risk', type: 'number', minimum: 0, maximum: 1 },
  { name: 'free', type: 'number', missing: 'nan' },
  { name: 'cut', type: 'number', minimum: -1.5, maximum: 1e3, out_of_range: 'clip', missing: 'default', default: 0.1 },
  { name: 'items', type: 'integer', minimum: 1, missing: 'default', default: 1 },
  { name: 'age: "years"', type: 'integer', minimum: 0, maximum: 120, out_of_range: 'clip', missing: 'nan' },
  { name: 'plan', type: 'category', categories: ['basic', "o'ne", 'pro', ' pro'], missing: 'default', default: 'pro' },
  { name: 'city', type: 'category', categories: ['a', 'b', '5'], unknown: 'bucket', missing: 'bucket' },
  { name: 'paper', type: 'boolean', missing: 'default', default: true },
  { name: 'opened', type: 'boolean', missing: 'nan' },
];

/** The inputs that a record must have. */
export const STRICT_INPUTS: readonly InputField[] = [
  { name: 'x', type: 'integer' },
  { name: 'plan', type: 'category', categories: ['basic', 'pro'] },
  { name: 'paper', type: 'boolean' },
];

export const NOTE: InputField = { name: 'note', type: 'string', max_length: 5, missing: 'default', default: '0.5' };

/** A folder with the models `orders` (chunks of 256 rows) and `strict`, the score of both their first input, and `notes`, a string that is its own score. */
export async function tabularModels(): Promise<ModelsDir> {
  const models = await ModelsDir.create();
  const order = { risk: 0.25, items: 1, city: 'a' };
  await models.add(matrixModel('orders', ORDER_INPUTS, { name: 'quarter', instance: order, score: 0.25 }));
  const strict = { x: 1, plan: 'pro', paper: true };
  await models.add(matrixModel('strict', STRICT_INPUTS, { name: 'one', instance: strict, score: 1 }));
  await models.add({
    name: 'notes',
    graph: castGraph({ input: { name: 'note', shape: ['rows', 1] }, output: { shape: ['rows', 1] } }),
    golden: { rows: [{ name: 'half', instance: { note: '0.5' }, score: 0.5 }] },
    manifest: { ...TABULAR, inputs: [NOTE], encoding: { type: 'columns' } },
  });
  return models;
}

const TABULAR = { kind: 'tabular', featurizer: undefined, max_text_length: undefined } as const;

type Golden = NonNullable<VersionOptions['golden']>['rows'][number];

function matrixModel(name: string, inputs: readonly InputField[], row: Golden): VersionOptions {
  const shape = ['rows', inputs.length];
  return {
    name,
    graph: castGraph({ input: { name: 'features', type: 'float', shape }, output: { shape } }),
    golden: { rows: [row] },
    manifest: {
      ...TABULAR,
      ...{ inputs, encoding: { type: 'matrix', input: 'features' }, output_column: 0, chunk_rows: 256 },
    },
  };
}
