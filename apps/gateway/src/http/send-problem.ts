import type { SluiceError } from '@sluice/contracts';
import type { FastifyReply } from 'fastify';
import { problemOf, PROBLEM_TYPE } from './problem';

/** Answers with the problem+json of an error. Headers that the handler had set for its own answer are dropped. */
export function sendProblem(reply: FastifyReply, error: SluiceError): void {
  const problem = problemOf(error, reply.request.id);
  for (const name of ['content-length', 'content-encoding', 'content-disposition', 'etag', 'link'])
    reply.removeHeader(name);
  if (problem.retry_after !== undefined) reply.header('retry-after', problem.retry_after);
  reply
    .code(problem.status)
    .header('x-request-id', problem.request_id)
    .header('cache-control', 'no-store')
    .type(PROBLEM_TYPE)
    // As a string: a serializer that a route compiled for its own answers does not see it.
    .send(JSON.stringify(problem));
}
