import { HttpException } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { FastifyError } from 'fastify';
import { frameworkError } from './framework-error';
import { schemaError } from './schema-error';

/**
 * What a client may know of anything that was thrown: our own errors as they are, those of the framework translated.
 * Whatever is left is a fault of ours, INTERNAL, with the thrown value as its cause.
 */
export function clientErrorOf(thrown: unknown): SluiceError {
  const error = thrown instanceof HttpException && thrown.cause !== undefined ? thrown.cause : thrown;
  if (error instanceof SluiceError) return error;
  return fromFramework(error) ?? internalError(thrown);
}

function fromFramework(error: unknown): SluiceError | undefined {
  if (error instanceof HttpException) return frameworkError(error.getStatus(), undefined);
  if (!isFastifyError(error)) return undefined;
  if (error.validation) return schemaError(error.validation, error.validationContext);
  return frameworkError(error.statusCode ?? 500, error.code);
}

function internalError(cause: unknown): SluiceError {
  const detail =
    'Something failed on our side. Try again; if it stays, report the request_id to whoever runs this service.';
  return new SluiceError('INTERNAL', detail, { cause });
}

/** Fastify marks its errors, and those of its schemas and plugins, with a status. */
function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}
