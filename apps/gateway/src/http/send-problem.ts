import type { SluiceError } from '@sluice/contracts';
import type { FastifyReply } from 'fastify';
import { problemOf, PROBLEM_TYPE } from './problem';

/** Paths of the Open Inference Protocol, which has its own form of an error. */
const OIP_PATH = /^\/v2(?:[/?]|$)/;

/** Headers that a handler may have set already. Content-Range stays: of an error it tells the length of what there is. */
const OF_THE_ANSWER = [
  ...['accept-ranges', 'content-digest', 'content-disposition', 'content-encoding', 'content-length'],
  ...['etag', 'link', 'repr-digest', 'x-complete'],
];

/** Answers with the problem+json of an error, under /v2 with `{"error"}`. Headers that the handler had set for its own answer are dropped. */
export function sendProblem(reply: FastifyReply, error: SluiceError): void {
  const problem = problemOf(error, reply.request.id);
  for (const name of OF_THE_ANSWER) reply.removeHeader(name);
  if (problem.retry_after !== undefined) reply.header('retry-after', problem.retry_after);
  const isOip = OIP_PATH.test(reply.request.url);
  reply
    .code(problem.status)
    .header('x-request-id', problem.request_id)
    .header('cache-control', 'no-store')
    .type(isOip ? 'application/json; charset=utf-8' : PROBLEM_TYPE)
    // As a string: a serializer that a route compiled for its own answers does not see it.
    .send(JSON.stringify(isOip ? { error: oipMessage(error) } : problem));
}

/** One line: what is wrong, and where. */
function oipMessage({ message, errors }: SluiceError): string {
  return [message, ...errors.map(({ pointer, message: what }) => `${pointer} ${what}`)].join(' ');
}
