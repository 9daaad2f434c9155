/** Element types of the protocol that a model here can take or give. */
export const DATATYPES = ['BOOL', 'INT32', 'INT64', 'FP32', 'FP64', 'BYTES'] as const;
export type Datatype = (typeof DATATYPES)[number];

/** Most rows of one infer request. A body of 1 MiB holds hardly more. */
export const MAX_INFER_ROWS = 1_024;

type Parameters = Readonly<Record<string, unknown>>;

export interface InputTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly parameters?: Parameters;
  /** Row-major, flat or nested; absent when the values follow the JSON as bytes. */
  readonly data?: readonly unknown[];
}

export interface OutputRequest {
  readonly name: string;
  readonly parameters?: Parameters;
}

/** An inference request of the Open Inference Protocol, version 2, that fits INFER_ENVELOPE. */
export interface InferBody {
  readonly id?: string;
  readonly parameters?: Parameters;
  readonly inputs: readonly InputTensor[];
  readonly outputs?: readonly OutputRequest[];
}

const name = { type: 'string', minLength: 1, maxLength: 200 };
const parameters = {
  type: 'object',
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
};

/** Unknown members are refused, as everywhere: a misspelt one would be ignored in silence. */
export const INFER_ENVELOPE = {
  type: 'object',
  additionalProperties: false,
  required: ['inputs'],
  properties: {
    id: { type: 'string', maxLength: 200 },
    parameters,
    inputs: {
      type: 'array',
      minItems: 1,
      maxItems: 512,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'shape', 'datatype'],
        properties: {
          name,
          shape: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'integer', minimum: 0 } },
          datatype: { type: 'string', enum: [...DATATYPES] },
          parameters,
          data: { type: 'array' },
        },
      },
    },
    outputs: {
      type: 'array',
      maxItems: 16,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: { name, parameters },
      },
    },
  },
};
