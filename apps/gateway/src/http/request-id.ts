import type { IncomingMessage } from 'node:http';
import { newId } from '@sluice/contracts';

const CLIENT_ID = /^[A-Za-z0-9-]{1,64}$/;

/** The id of a request: the client's X-Request-Id when it is a plain one, else a new ULID. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && CLIENT_ID.test(sent) ? sent : newId();
}
