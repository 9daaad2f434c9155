import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';

/**
 * Refuses a body beside a file that the query names: one of them would be left out without a word.
 * @param name of the query's field
 * @throws SluiceError INVALID_FIELD
 */
export function refuseBody({ headers }: FastifyRequest, name: string): void {
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return;
  const errors = [{ pointer: `/${name}`, code: 'NOT_ALLOWED', message: 'takes the place of a body, and there is one' }];
  const detail = `A batch is of its body or of what ${name} names: leave one of them out.`;
  throw new SluiceError('INVALID_FIELD', detail, { errors });
}
