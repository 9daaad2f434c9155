import { SluiceError } from '@sluice/contracts';
import type { FastifyReply } from 'fastify';
import type { RouteTable } from './route-table';
import { sendProblem } from './send-problem';

/** Answers a request that no route takes: 405 with Allow where another method is served, else 404. */
export function sendNotFound(reply: FastifyReply, routes: RouteTable): void {
  const path = reply.request.url.split('?', 1)[0] ?? '/';
  const allowed = routes.methodsAt(path);
  if (allowed.length === 0) {
    sendProblem(reply, new SluiceError('NOT_FOUND', 'Nothing is served at this path. /docs lists every path.'));
    return;
  }
  const allow = allowed.join(', ');
  reply.header('allow', allow);
  sendProblem(reply, new SluiceError('METHOD_NOT_ALLOWED', `This path answers ${allow}. Use one of them.`));
}
