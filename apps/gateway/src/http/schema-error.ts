import { SluiceError, type FieldError } from '@sluice/contracts';
import type { FastifySchemaValidationError } from 'fastify';
import { memberPointer } from './json-pointer';

/** Codes of `errors[].code`, by keyword of JSON Schema. */
const FIELD_CODES: Readonly<Record<string, string>> = {
  required: 'REQUIRED',
  additionalProperties: 'UNKNOWN_FIELD',
  type: 'INVALID_TYPE',
  enum: 'NOT_ALLOWED',
  const: 'NOT_ALLOWED',
  minLength: 'TOO_SHORT',
  minItems: 'TOO_FEW',
  maxLength: 'TOO_LONG',
  maxItems: 'TOO_MANY',
  minimum: 'TOO_SMALL',
  exclusiveMinimum: 'TOO_SMALL',
  maximum: 'TOO_LARGE',
  exclusiveMaximum: 'TOO_LARGE',
  pattern: 'INVALID_FORMAT',
  format: 'INVALID_FORMAT',
};

const PART_PREFIX: Readonly<Record<string, string>> = { querystring: '/query', params: '/path', headers: '/header' };

/**
 * The error for a request that does not fit its compiled route schema.
 * @param context the part that was validated: `body`, `querystring`, `params` or `headers`.
 */
export function schemaError(validation: readonly FastifySchemaValidationError[], context = 'body'): SluiceError {
  const errors = validation.map((error) => fieldError(error, PART_PREFIX[context] ?? ''));
  if (context === 'body') {
    return new SluiceError('INVALID_BODY', 'The body does not fit the schema of this path. See errors and /docs.', {
      errors,
    });
  }
  const code = context === 'headers' ? 'INVALID_HEADER' : 'INVALID_PARAMETER';
  return new SluiceError(code, 'A parameter is not valid. See errors and /docs.', { errors });
}

/** Ajv's messages speak of the schema only; the names of unknown members it reports apart. */
function fieldError(error: FastifySchemaValidationError, prefix: string): FieldError {
  const { missingProperty, additionalProperty } = error.params;
  const parent = `${prefix}${safePointer(error.instancePath)}`;
  const name = missingProperty ?? additionalProperty;
  return {
    pointer: typeof name === 'string' ? memberPointer(parent, name) : parent,
    code: FIELD_CODES[error.keyword] ?? 'INVALID_VALUE',
    message: additionalProperty === undefined ? (error.message ?? 'is not valid') : 'is not a known field',
  };
}

function safePointer(instancePath: string): string {
  return instancePath.split('/').slice(1).reduce(memberPointer, '');
}
