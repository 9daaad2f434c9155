import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { SluiceError, type FieldError } from '@sluice/contracts';
import { fieldErrorsOf } from './dto-error';

/** Carries the errors of class-validator out of Nest's pipe to where the kind of the argument is known. */
class InvalidDto extends Error {
  constructor(readonly errors: ValidationError[]) {
    super('invalid dto');
  }
}

/**
 * Validates class-validator DTOs of routes that are not hot: unknown members are refused, nothing is coerced but by the
 * DTO's own `@Type`. A wrong body is 422 INVALID_BODY, a wrong query or path parameter 400 INVALID_PARAMETER, with pointers.
 */
export class DtoValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => new InvalidDto(errors),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && isOtherThanObject(value)) throw invalidBody([NO_OBJECT]);
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (error instanceof InvalidDto) throw invalidArgument(error.errors, metadata.type);
      throw error;
    }
  }
}

const NO_OBJECT: FieldError = { pointer: '', code: 'INVALID_TYPE', message: 'must be object' };

/** Of an array class-transformer makes an array of DTOs, whose errors point nowhere. No body at all is looked at as one without members. */
function isOtherThanObject(body: unknown): boolean {
  return body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body));
}

function invalidBody(errors: readonly FieldError[]): SluiceError {
  return new SluiceError('INVALID_BODY', 'The body does not fit the schema of this path. See errors and /docs.', {
    errors,
  });
}

function invalidArgument(errors: readonly ValidationError[], type: ArgumentMetadata['type']): SluiceError {
  if (type === 'body') return invalidBody(fieldErrorsOf(errors));
  const prefix = type === 'query' ? '/query' : '/path';
  const detail = 'A parameter is not valid. See errors and /docs.';
  return new SluiceError('INVALID_PARAMETER', detail, { errors: fieldErrorsOf(errors, prefix) });
}
