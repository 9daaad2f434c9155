import type { InputField, TabularEncoding } from '@sluice/contracts';
import { ONNX_TYPE, onnxGraph, type OnnxType } from './onnx-bytes.fixture';
import type { VersionOptions } from './models-dir.fixture';

const REST = { max_text_length: undefined, featurizer: undefined, kind: 'tabular' };

/** Options of a version that takes a matrix of three numbers: `a` is its score, all three are its categories. */
export function matrixVersion(manifest: Readonly<Record<string, unknown>> = {}): VersionOptions {
  const fields = ['a', 'b', 'c'].map((name): InputField => ({ name, type: 'number', minimum: 0, maximum: 1 }));
  const graph = onnxGraph({
    nodes: [{ op: 'Identity', inputs: ['features'], outputs: ['classes'] }],
    inputs: [{ name: 'features', type: 'float', shape: ['rows', 3] }],
    outputs: [{ name: 'classes', type: 'float', shape: ['rows', 3] }],
  });
  return {
    graph,
    golden: { rows: [{ name: 'low', instance: { a: 0.25, b: 0.5, c: 1 }, score: 0.25 }] },
    manifest: {
      ...REST,
      inputs: fields,
      encoding: { type: 'matrix', input: 'features' } satisfies TabularEncoding,
      output: 'classes',
      output_column: 0,
      categories: { output: 'classes', names: ['a', 'b', 'c'] },
      ...manifest,
    },
  };
}

/** Fields whose values the graph of `columnsVersion` gives back as its categories, and the tensor type of each. */
export const COLUMNS = {
  amount: { field: { name: 'amount', type: 'number', missing: 'nan' }, type: 'double' },
  share: { field: { name: 'share', type: 'number' }, type: 'float' },
  count: { field: { name: 'count', type: 'integer' }, type: 'int64' },
  level: { field: { name: 'level', type: 'integer', minimum: 0, maximum: 1 }, type: 'int32' },
  flag: { field: { name: 'flag', type: 'boolean' }, type: 'bool' },
  plan: {
    field: { name: 'plan', type: 'category', categories: ['basic', 'plus'], unknown: 'bucket', missing: 'bucket' },
    type: 'string',
  },
  note: { field: { name: 'note', type: 'string', max_length: 10 }, type: 'string' },
} as const satisfies Record<string, { readonly field: InputField; readonly type: OnnxType }>;

/** What the strings of `columnsVersion` become; all others become -0. */
export const STRINGS = { basic: 0.125, plus: 0.25, '': 0.5, yes: 1 } as const;

/** Options of a version that takes one tensor a field and gives all of them back; `share` is its score. */
export function columnsVersion(): VersionOptions {
  const columns = Object.values(COLUMNS);
  const nodes = columns.map(({ field: { name }, type }) => ({
    inputs: [name],
    outputs: [`${name}_float`],
    ...(type === 'string' ? LABEL_ENCODER : { op: 'Cast', attributes: { to: ONNX_TYPE.float } }),
  }));
  const names = columns.map(({ field }) => field.name);
  const all = { op: 'Concat', inputs: names.map((name) => `${name}_float`), outputs: ['all'], attributes: { axis: 1 } };
  const graph = onnxGraph({
    nodes: [...nodes, all],
    inputs: columns.map(({ field, type }) => ({ name: field.name, type, shape: ['rows', 1] })),
    outputs: [{ name: 'all', type: 'float', shape: ['rows', names.length] }],
  });
  const instance = { amount: 0.5, share: 0.25, count: 1, level: 0, flag: true, plan: 'plus', note: 'yes' };
  return {
    graph,
    golden: { rows: [{ name: 'all', instance, score: 0.25 }] },
    manifest: {
      ...REST,
      inputs: columns.map(({ field }) => field),
      encoding: { type: 'columns' },
      output: 'all',
      output_column: names.indexOf('share'),
      categories: { output: 'all', names },
    },
  };
}

const LABEL_ENCODER = {
  op: 'LabelEncoder',
  domain: 'ai.onnx.ml',
  attributes: { keys_strings: Object.keys(STRINGS), values_floats: Object.values(STRINGS) },
};
