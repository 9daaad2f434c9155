import { INPUT_SCHEMA } from './input-schema';
import { closed, digest, fileName, modelName, oneOfTypes, positive, text, unit } from './schema-parts';

const bands = closed({ review: unit, block: unit });
const label = { type: 'string', pattern: '^[A-Z][A-Z0-9_]{0,63}$' };
const modelRef = closed({ name: modelName, version: text, digest });

const EVERY_MANIFEST = {
  name: modelName,
  version: text,
  kind: { enum: ['text', 'tabular'] },
  task: { enum: ['binary'] },
  description: text,
  license: text,
  labels: closed({ positive: label, negative: label }),
  count_name: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$' },
  threshold: unit,
  bands,
  session_bands: bands,
  tolerance: { type: 'number', exclusiveMinimum: 0, maximum: 0.01 },
  max_batch_size: { type: 'integer', minimum: 1, maximum: 4096 },
  chunk_rows: { type: 'integer', minimum: 256, maximum: 16_384 },
  cost_us: { type: 'number', exclusiveMinimum: 0 },
  warmup_rows: { type: 'integer', minimum: 0, maximum: 10_000 },
  files: { type: 'object', propertyNames: fileName, additionalProperties: digest, required: ['golden.json'] },
  training: closed({
    data: { type: 'array', items: closed({ name: text, url: text, license: text }) },
    metrics: { type: 'object', additionalProperties: { type: 'number' } },
  }),
};

const featurizer = oneOfTypes([
  closed({ type: { const: 'none' }, input: text }),
  closed({ type: { const: 'terms' }, file: fileName, input: text }),
  closed({
    type: { const: 'wordpiece' },
    file: fileName,
    input: text,
    mask_input: text,
    max_tokens: { type: 'integer', minimum: 3, maximum: 8192 },
    bucket: { type: 'integer', minimum: 1, maximum: 8192 },
  }),
]);

const SOME_MANIFESTS = {
  $schema: text,
  session_model: modelName,
  fallback: {
    type: 'array',
    items: oneOfTypes([closed({ type: { const: 'previous' } }), closed({ type: { const: 'rules' }, file: fileName })]),
    minItems: 1,
    maxItems: 2,
    uniqueItems: true,
  },
  runtime: { enum: ['onnx', 'cascade', 'oip'] },
  max_text_length: positive,
  featurizer,
  output: text,
  output_column: { type: 'integer', minimum: 0, maximum: 65_535 },
  categories: closed(
    { names: { type: 'array', items: text, minItems: 1, maxItems: 100, uniqueItems: true } },
    { output: text },
  ),
  inputs: { type: 'array', items: INPUT_SCHEMA, minItems: 1, maxItems: 512 },
  ignored: { type: 'array', items: text, maxItems: 512, uniqueItems: true },
  encoding: oneOfTypes([closed({ type: { const: 'matrix' }, input: text }), closed({ type: { const: 'columns' } })]),
  oip: closed(
    {
      endpoints: {
        type: 'array',
        items: { type: 'string', pattern: '^https?://[^/?#\\s@]+(/[^?#\\s]*)?$' },
        minItems: 1,
        maxItems: 8,
      },
      model: text,
      output: text,
      timeout_ms: { type: 'integer', minimum: 1, maximum: 60_000 },
    },
    {
      version: text,
      input: text,
      output_column: { type: 'integer', minimum: 0, maximum: 65_535 },
      hedge_after_ms: { type: 'integer', minimum: 1, maximum: 60_000 },
    },
  ),
  cascade: closed({
    fast: modelRef,
    deep: modelRef,
    band: closed({ low: unit, high: unit }),
    blend: closed({ fast: { type: 'number' }, deep: { type: 'number' }, bias: { type: 'number' } }),
  }),
};

const ofRuntime = (runtime: string): unknown => ({
  type: 'object',
  required: ['runtime'],
  properties: { runtime: { const: runtime } },
});
const isCascade = ofRuntime('cascade');
const isRemote = ofRuntime('oip');
const ofKind = (kind: string): unknown => ({ type: 'object', properties: { kind: { const: kind } } });

/** What a form of the manifest needs, and what belongs to the other forms. */
const FORMS = [
  {
    if: isCascade,
    then: {
      type: 'object',
      required: ['cascade'],
      properties: {
        kind: { const: 'text' },
        categories: { type: 'object', properties: { output: false } },
        ...none('output', 'output_column', 'oip'),
      },
    },
  },
  {
    if: isRemote,
    then: {
      type: 'object',
      required: ['oip'],
      properties: none('output', 'output_column', 'categories', 'cascade', 'encoding'),
    },
  },
  {
    if: { not: { anyOf: [isCascade, isRemote] } },
    then: {
      type: 'object',
      required: ['output'],
      properties: {
        categories: { type: 'object', required: ['output'] },
        files: { type: 'object', required: ['model.onnx'] },
        ...none('cascade', 'oip'),
      },
    },
  },
  {
    if: { allOf: [ofKind('text'), { not: { anyOf: [isCascade, isRemote] } }] },
    then: { type: 'object', required: ['featurizer'] },
    else: { type: 'object', properties: none('featurizer') },
  },
  {
    if: ofKind('tabular'),
    then: { type: 'object', required: ['inputs'], properties: none('max_text_length') },
    else: { type: 'object', required: ['max_text_length'], properties: none('inputs', 'ignored', 'encoding') },
  },
  {
    if: { allOf: [ofKind('tabular'), { not: isRemote }] },
    then: { type: 'object', required: ['encoding'] },
  },
];

function none(...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, false]));
}

/** models/manifest.schema.json as the code needs it: a test keeps the two equal. */
export const MANIFEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...closed(EVERY_MANIFEST, SOME_MANIFESTS),
  allOf: FORMS,
};
