import type { FastifyServerOptions } from 'fastify';
import { answerBrokenHttp } from './broken-http';
import { clientErrorOf } from './client-error';
import { requestIdOf } from './request-id';
import { sendProblem } from './send-problem';

const MIB = 2 ** 20;

/** How requests are read: limits, timeouts, and our own answers wherever Fastify would give its own. */
export const FASTIFY_OPTIONS = {
  bodyLimit: MIB,
  genReqId: requestIdOf,
  // Draining closes connections one by one: answering 503 to those still open would fail requests for nothing.
  return503OnClosing: false,
  // Silence of a socket while a request is in flight. Longer than the longest `Prefer: wait`; bodies have BodyDeadlines.
  connectionTimeout: 120_000,
  // Longer than the 60 s of common balancers, so that they close first.
  keepAliveTimeout: 75_000,
  // Would cut long uploads: see BodyDeadlines.
  requestTimeout: 0,
  // A client's id has up to 200 characters, each up to three as an escape.
  routerOptions: { maxParamLength: 600 },
  ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  clientErrorHandler: answerBrokenHttp,
  frameworkErrors: (error, _request, reply) => {
    sendProblem(reply, clientErrorOf(error));
  },
} as const satisfies FastifyServerOptions;
