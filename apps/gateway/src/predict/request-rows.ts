import { SluiceError, type ModelRows } from '@sluice/contracts';
import type { LiveModel } from '@sluice/inference';
import { invalidBody } from './invalid-body';
import type { PredictBody } from './predict-body';
import { textErrors } from './text-errors';

/**
 * The rows of a request as its model takes them: texts, or instances read by its manifest.
 * @throws SluiceError INVALID_BODY when the body holds those of the other kind; INVALID_INSTANCE with a pointer for each value that the
 * model does not take.
 */
export function requestRows({ texts, instances }: PredictBody, { instances: reader, manifest }: LiveModel): ModelRows {
  if (manifest.kind === 'tabular' && reader) return reader.read(only('instances', instances, 'texts', texts));
  const rows = only('texts', texts, 'instances', instances);
  const errors = textErrors(rows, manifest.kind === 'text' ? manifest.max_text_length : 0);
  if (errors.length === 0) return rows;
  throw new SluiceError(
    'INVALID_INSTANCE',
    'Some texts cannot be scored. Correct those in errors, or leave them out.',
    { errors },
  );
}

function only<Row>(wanted: string, rows: readonly Row[] | undefined, other: string, others: unknown): readonly Row[] {
  const takes = `this model takes ${wanted}; name another one in model`;
  if (others !== undefined) {
    throw invalidBody({ pointer: `/${other}`, code: 'UNKNOWN_FIELD', message: `is not taken: ${takes}` });
  }
  if (rows === undefined) {
    throw invalidBody({ pointer: `/${wanted}`, code: 'REQUIRED', message: `is missing: ${takes}` });
  }
  return rows;
}
