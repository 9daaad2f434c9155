import type { BatchMode, ColumnMapping, InputShape } from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import type { BatchFields } from './batch-fields.dto';

/**
 * What a batch judges: sessions when the file has the session column, unless the request says otherwise.
 * @throws SluiceError MISSING_COLUMN when sessions are asked for of a file that has none
 */
export function batchMode({ mode }: BatchFields, shape: InputShape, { session }: ColumnMapping): BatchMode {
  const hasSessions = session !== null && shape.columns.includes(session);
  if (mode !== 'sessions' || hasSessions) return mode ?? (hasSessions ? 'sessions' : 'rows');
  const errors = [
    { pointer: '/session_column', code: 'MISSING_COLUMN', message: 'The file has no column of this name.' },
  ];
  const detail = 'The file has no session column. Name it in session_column, or ask for mode=rows.';
  throw new SluiceError('MISSING_COLUMN', detail, { errors });
}
