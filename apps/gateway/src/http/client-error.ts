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
  // Nest wraps the errors of Fastify's parsers.
  const error = thrown instanceof HttpException && isFastifyError(thrown.cause) ? thrown.cause : thrown;
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

/** Errors of Fastify and its plugins, of its route schemas, and of a body whose connection broke; not those of other libraries. */
function isFastifyError(error: unknown): error is FastifyError {
  if (!(error instanceof Error)) return false;
  if ('validation' in error) return true;
  return 'code' in error && typeof error.code === 'string' && /^(FST_|ECONNRESET$)/.test(error.code);
}
