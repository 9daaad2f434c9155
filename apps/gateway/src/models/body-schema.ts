import type { InputField, ModelManifest } from '@sluice/contracts';
import { MAX_ROWS } from './request-limits';

type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema of what a request to predict must hold for this model. */
export function bodySchema(manifest: ModelManifest): JsonSchema {
  return manifest.kind === 'text'
    ? listOf('texts', { type: 'string', minLength: 1, maxLength: manifest.max_text_length, pattern: '\\S' })
    : listOf('instances', instanceSchema(manifest.inputs, manifest.ignored ?? []));
}

function listOf(name: string, items: JsonSchema): JsonSchema {
  return {
    type: 'object',
    required: [name],
    properties: { [name]: { type: 'array', minItems: 1, maxItems: MAX_ROWS, items } },
  };
}

function instanceSchema(inputs: readonly InputField[], ignored: readonly string[]): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    required: inputs.filter(isRequired).map(({ name }) => name),
    properties: {
      ...Object.fromEntries(inputs.map((field) => [field.name, orNull(field, valueSchema(field))])),
      ...Object.fromEntries(ignored.map((name) => [name, { description: 'Accepted and not looked at' }])),
    },
  };
}

function isRequired({ missing }: InputField): boolean {
  return missing === undefined || missing === 'refuse';
}

function valueSchema(field: InputField): JsonSchema {
  switch (field.type) {
    case 'number':
    case 'integer':
      return { type: field.type, ...(field.out_of_range === 'clip' ? {} : rangeOf(field)) };
    case 'category':
      return { type: 'string', ...(field.unknown === 'bucket' ? {} : { enum: field.categories }) };
    case 'boolean':
      return { type: 'boolean' };
    case 'string':
      return { type: 'string', maxLength: field.max_length };
  }
}

function rangeOf({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): JsonSchema {
  return { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
}

function orNull(field: InputField, schema: JsonSchema): JsonSchema {
  if (isRequired(field)) return schema;
  const isClosed = field.type === 'category' && field.unknown !== 'bucket';
  return { ...schema, type: [schema['type'], 'null'], ...(isClosed ? { enum: [...field.categories, null] } : {}) };
}
