import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateManifest } from './validate-manifest';

type Properties = Readonly<Record<string, unknown>>;

const digest = `sha256:${'0'.repeat(64)}`;
const abuse = JSON.parse(
  readFileSync(join(__dirname, '../../../../models/abuse/1.0.0/manifest.json'), 'utf8'),
) as Properties;
const { max_text_length: longest, featurizer, output, ...base } = abuse;
const text = { ...abuse };
const tabular = {
  ...base,
  kind: 'tabular',
  output,
  inputs: [{ name: 'amount', type: 'number' }],
  encoding: { type: 'matrix', input: 'features' },
};
const ref = { name: 'abuse', version: '1.0.0', digest };
const cascade = {
  ...base,
  runtime: 'cascade',
  max_text_length: longest,
  files: { 'golden.json': digest },
  cascade: { fast: ref, deep: ref, band: { low: 0.1, high: 0.9 }, blend: { fast: 0, deep: 1, bias: 0 } },
};
const wordpiece = {
  type: 'wordpiece',
  file: 'tokenizer.json',
  input: 'ids',
  mask_input: 'mask',
  max_tokens: 128,
  bucket: 16,
};
const files = { 'model.onnx': digest, 'golden.json': digest, 'tokenizer.json': digest };
const field = (...fields: readonly Properties[]): Properties => ({ ...tabular, inputs: fields });

describe('a manifest', () => {
  it.each<[string, Properties]>([
    ['a text model', text],
    ['a text model of word pieces', { ...text, featurizer: wordpiece, files }],
    [
      'a text model with categories and a session model',
      { ...text, categories: { output: 'c', names: ['spam'] }, session_model: 'session-risk' },
    ],
    ['a tabular model', tabular],
    [
      'a tabular model of columns with every kind of field',
      {
        ...field(
          { name: 'a', type: 'integer', minimum: 0, maximum: 9, out_of_range: 'clip', missing: 'default', default: 3 },
          { name: 'b', type: 'category', categories: ['x', 'y'], unknown: 'bucket', missing: 'default', default: 'y' },
          { name: 'c', type: 'boolean', missing: 'nan', description: 'Whether' },
          { name: 'd', type: 'string', max_length: 5, missing: 'default', default: '' },
        ),
        encoding: { type: 'columns' },
        ignored: ['row'],
        output_column: 1,
        runtime: 'onnx',
      },
    ],
    ['a cascade', cascade],
    ['a cascade with categories', { ...cascade, categories: { names: ['spam'] } }],
  ])('of %s is taken', (_, manifest) => {
    expect(validateManifest(manifest)).toBe(manifest);
  });

  it.each<[string, Properties, string]>([
    ['no kind', { ...text, kind: undefined }, "/ must have required property 'kind'"],
    [
      'a featurizer in a tabular model',
      { ...tabular, featurizer },
      '/featurizer does not belong to a model of this kind',
    ],
    ['no inputs', { ...tabular, inputs: undefined }, "/ must have required property 'inputs'"],
    ['inputs in a text model', { ...text, inputs: tabular.inputs }, '/inputs does not belong to a model of this kind'],
    [
      'a text model without a featurizer',
      { ...text, featurizer: undefined },
      "must have required property 'featurizer'",
    ],
    ['a featurizer of no known type', { ...text, featurizer: { type: 'bpe', input: 'x' } }, '/featurizer'],
    ['a field of no known type', field({ name: 'a', type: 'date' }), '/inputs/0'],
    [
      'a field with what belongs to another type',
      field({ name: 'a', type: 'boolean', minimum: 0 }),
      '/inputs/0 must NOT have additional properties: "minimum"',
    ],
    [
      'categories of a graph without an output',
      { ...text, categories: { names: ['a'] } },
      "/categories must have required property 'output'",
    ],
    [
      'a graph without model.onnx',
      { ...text, files: { 'golden.json': digest } },
      "/files must have required property 'model.onnx'",
    ],
    [
      'an output of a cascade',
      { ...cascade, output: 'probability' },
      '/output does not belong to a model of this kind',
    ],
    ['a cascade of instances', { ...cascade, kind: 'tabular' }, '/kind must be equal to constant'],
    ['members of a model with a graph', { ...text, cascade: cascade.cascade }, '/cascade does not belong'],
    ['a cascade of one', { ...cascade, cascade: { fast: ref } }, "/cascade must have required property 'deep'"],
    [
      'a mode that is not known',
      field({ name: 'a', type: 'number', missing: 'guess' }),
      '/inputs/0/missing must be equal to one of the allowed values: ["refuse","default","nan"]',
    ],
  ])('with %s does not fit the schema', (_, manifest, reason) => {
    expect(() => validateManifest(manifest)).toThrow(reason);
    expect(() => validateManifest(manifest)).toThrow('does not fit its schema');
  });

  it.each<[string, Properties, string]>([
    ['labels that are the same', { ...text, labels: { positive: 'A', negative: 'A' } }, '/labels/positive is the same'],
    [
      'a featurizer file without a digest',
      { ...text, files: { 'model.onnx': digest, 'golden.json': digest } },
      '/files lacks featurizer.json',
    ],
    [
      'a bucket longer than a row',
      { ...text, files, featurizer: { ...wordpiece, bucket: 256 } },
      '/featurizer/bucket is above',
    ],
    [
      'one input for ids and mask',
      { ...text, files, featurizer: { ...wordpiece, mask_input: 'ids' } },
      '/featurizer/mask_input is the same',
    ],
    [
      'a band upside down',
      { ...cascade, cascade: { ...cascade.cascade, band: { low: 0.9, high: 0.1 } } },
      '/cascade/band/low is above',
    ],
    [
      'a name twice',
      field({ name: 'a', type: 'number' }, { name: 'a', type: 'boolean' }),
      '/inputs/1/name is that of /inputs/0',
    ],
    ['an input that is ignored', { ...tabular, ignored: ['amount'] }, '/ignored/0 is an input'],
    [
      'a range upside down',
      field({ name: 'a', type: 'number', minimum: 2, maximum: 1 }),
      '/inputs/0/minimum is above /inputs/0/maximum',
    ],
    [
      'a default out of range',
      field({ name: 'a', type: 'number', maximum: 1, missing: 'default', default: 2 }),
      '/inputs/0/default is out of range',
    ],
    [
      'a default that is no integer',
      field({ name: 'a', type: 'integer', missing: 'default', default: 0.5 }),
      '/inputs/0/default is no integer',
    ],
    [
      'a default that is no category',
      field({ name: 'a', type: 'category', categories: ['x'], missing: 'default', default: 'y' }),
      '/inputs/0/default is not one of the categories',
    ],
    [
      'a default that is too long',
      field({ name: 'a', type: 'string', max_length: 1, missing: 'default', default: 'xy' }),
      '/inputs/0/default is longer',
    ],
    [
      'no default to take',
      field({ name: 'a', type: 'boolean', missing: 'default' }),
      '/inputs/0/missing is default, and there is no default',
    ],
    [
      'a default that is never taken',
      field({ name: 'a', type: 'number', default: 0 }),
      '/inputs/0/default is never used',
    ],
    [
      'clipping to nothing',
      field({ name: 'a', type: 'number', out_of_range: 'clip' }),
      '/inputs/0/out_of_range has no minimum',
    ],
  ])('with %s contradicts itself', (_, manifest, reason) => {
    expect(() => validateManifest(manifest)).toThrow(reason);
    expect(() => validateManifest(manifest)).toThrow('contradicts itself');
  });

  it('names every place that is wrong at once', () => {
    const wrong = { ...text, threshold: 0.2, labels: { positive: 'A', negative: 'A' } };
    expect(() => validateManifest(wrong)).toThrow(/threshold differs.*; \/labels/);
  });
});
