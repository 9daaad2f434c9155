import { SluiceError, type FieldError } from '@sluice/contracts';
import type { ResultsQuery } from './batch-queries.dto';

/**
 * Refuses parameters that are good each for itself, but mean nothing together.
 * @throws SluiceError INVALID_FIELD with a pointer for each
 */
export function checkResultsQuery({ view, action, min_score, session, limit, cursor }: ResultsQuery): void {
  const errors: FieldError[] = [];
  const refuse = (name: string, message: string): void => {
    errors.push({ pointer: `/query/${name}`, code: 'NOT_ALLOWED', message });
  };
  if (view === 'errors' && action !== undefined) refuse('action', 'errors have no action: leave it out');
  if (view === 'errors' && min_score !== undefined) refuse('min_score', 'errors have no score: leave it out');
  if (view === 'errors' && session !== undefined) refuse('session', 'errors have no session: leave it out');
  if (cursor !== undefined && limit === undefined) refuse('cursor', 'goes on after a page: send its limit as well');
  if (errors.length > 0)
    throw new SluiceError('INVALID_FIELD', 'Parameters do not go together. See errors and /docs.', { errors });
}
