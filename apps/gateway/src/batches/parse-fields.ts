import { SluiceError } from '@sluice/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { fieldErrorsOf } from '../http/dto-error';
import { BatchFields } from './batch-fields.dto';

/**
 * Checks the fields of a batch, as they came in a form or a query.
 * @throws SluiceError INVALID_FIELD with a pointer for each wrong or unknown one
 */
export function parseFields(raw: Readonly<Record<string, unknown>>): BatchFields {
  const fields = plainToInstance(BatchFields, { ...raw });
  const errors = validateSync(fields, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length === 0) return fields;
  throw new SluiceError('INVALID_FIELD', 'A field of the batch is not valid. See errors and /docs.', {
    errors: fieldErrorsOf(errors),
  });
}
