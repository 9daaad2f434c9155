import { SluiceError, type FieldError } from '@sluice/contracts';

/** A body that fits the envelope and yet not its model. */
export function invalidBody(error: FieldError): SluiceError {
  return new SluiceError('INVALID_BODY', 'The body does not fit the schema of this path. See errors and /docs.', {
    errors: [error],
  });
}
