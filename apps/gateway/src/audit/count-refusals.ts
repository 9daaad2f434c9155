import { parseCredential } from '@sluice/access';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RefusedCallers } from './refused-callers';

/** Counts every answer of 401 and 403, whatever it was that refused. Must come before the first route. */
export function countRefusals(fastify: FastifyInstance, refused: RefusedCallers): void {
  fastify.addHook('onResponse', (request, { statusCode: status }, done) => {
    if (status === 401 || status === 403)
      refused.count({ status, address: request.ip, claimedId: claimedId(request), caller: request.principal });
    done();
  });
}

/** Only of what has the form of a key: anything else might be a secret in the wrong place. */
function claimedId({ headers }: FastifyRequest): string | null {
  const sent = String(headers['x-api-key'] ?? headers.authorization?.replace(/^bearer +/i, '') ?? '');
  return parseCredential(sent)?.id ?? null;
}
