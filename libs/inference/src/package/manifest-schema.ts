const unit = { type: 'number', minimum: 0, maximum: 1 };
const digest = { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' };
const label = { type: 'string', pattern: '^[A-Z][A-Z0-9_]{0,63}$' };
const fileName = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' };
const text = { type: 'string', minLength: 1 };
const positive = { type: 'integer', minimum: 1 };

/** An object that needs all of its properties and allows no others. */
function closed(
  properties: Readonly<Record<string, unknown>>,
  required = Object.keys(properties),
): Record<string, unknown> {
  return { type: 'object', additionalProperties: false, required, properties };
}

const bands = closed({ review: unit, block: unit });

const properties = {
  $schema: text,
  name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' },
  version: text,
  kind: { enum: ['text'] },
  task: { enum: ['binary'] },
  description: text,
  license: text,
  labels: closed({ positive: label, negative: label }),
  count_name: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,63}$' },
  max_text_length: positive,
  featurizer: {
    type: 'object',
    oneOf: [
      closed({ type: { const: 'none' }, input: text }),
      closed({ type: { const: 'terms' }, file: fileName, input: text }),
    ],
  },
  output: text,
  threshold: unit,
  bands,
  session_bands: bands,
  tolerance: { type: 'number', exclusiveMinimum: 0, maximum: 0.01 },
  max_batch_size: { type: 'integer', minimum: 1, maximum: 4096 },
  chunk_rows: { type: 'integer', minimum: 256, maximum: 16_384 },
  cost_us: { type: 'number', exclusiveMinimum: 0 },
  warmup_rows: { type: 'integer', minimum: 0, maximum: 10_000 },
  files: {
    type: 'object',
    propertyNames: fileName,
    additionalProperties: digest,
    required: ['model.onnx', 'golden.json'],
  },
  training: closed({
    data: { type: 'array', items: closed({ name: text, url: text, license: text }) },
    metrics: { type: 'object', additionalProperties: { type: 'number' } },
  }),
};

/** models/manifest.schema.json as the code needs it: a test keeps the two equal. */
export const MANIFEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...closed(
    properties,
    Object.keys(properties).filter((name) => name !== '$schema'),
  ),
};
