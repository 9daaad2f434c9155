import type { AuditChain } from '@sluice/audit';
import { SluiceError } from '@sluice/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify';
import { checkBody } from '../access/check-body';
import { guardRoute, type RouteGuards } from '../access/guard-route';
import { accessOf } from '../access/route-access';
import { auditRoute } from '../audit/audit-route';
import { auditedAct } from '../audit/audited';
import type { Logger } from 'pino';
import { isSignable } from '../access/signable';
import { isOfBoard } from '../board/board-path';
import { bucketOf } from '../limits/buckets';
import type { BodyDeadlines } from './body-deadlines';
import { sendNotFound } from './not-found';
import { readAsBytes, takesOipBody } from './oip-body';
import type { RequestRecorder } from './request-recorder';
import type { RouteTable } from './route-table';
import type { SecurityHeaders } from './security-headers';
import { refuseOtherThanJson, takesUploads } from './uploads';

export interface HttpHooks {
  readonly routes: RouteTable;
  readonly guards: RouteGuards;
  readonly recorder: RequestRecorder;
  readonly deadlines: BodyDeadlines;
  readonly draining: () => boolean;
  /** Asked for by the first act that is recorded. */
  readonly chain: () => AuditChain;
  readonly log: Logger;
  readonly headers: SecurityHeaders;
}

/** The label of requests that no route takes. */
const NO_ROUTE = 'none';
/** Pages: all else is data. */
const DOCS = /^\/docs(\/|$)/;
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Installs what runs around every request. Must come before the first route; all of it together takes a few microseconds. */
export function installHttpHooks(fastify: FastifyInstance, hooks: HttpHooks): void {
  const recordNoRoute = new Map<string, (reply: FastifyReply) => void>();
  fastify.addHook('onRoute', (route) => {
    addRouteHooks(route, hooks);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.headers(hooks.headers.api);
    hooks.deadlines.watch(reply);
    if (request.is404) sendNotFound(reply, hooks.routes);
    else done(refusalOf(request));
  });
  // Not in onRequest: a request that is in flight when the drain starts must end its connection, too.
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (hooks.draining()) reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    hooks.deadlines.answered(reply);
    if (request.is404) {
      const record = recordNoRoute.get(request.method) ?? hooks.recorder.forRoute(NO_ROUTE, request.method);
      recordNoRoute.set(request.method, record);
      record(reply);
    }
    done();
  });
}

/** Node is told not to check the Host itself, because it would answer without a body. */
function refusalOf({ raw }: FastifyRequest): SluiceError | undefined {
  if (raw.headers.host !== undefined || raw.httpVersionMinor === 0) return undefined;
  return new SluiceError('INVALID_HEADER', 'A request of HTTP/1.1 needs a Host header. Send one.');
}

/** What differs from route to route is decided here once, not in every request. */
function addRouteHooks(
  route: RouteOptions,
  { routes, guards, recorder, deadlines, chain, log, headers }: HttpHooks,
): void {
  const methods = [route.method].flat();
  const access = accessOf(route);
  const act = auditedAct(route.config);
  for (const method of methods) routes.add(method, route.url, access, act?.action);
  const record = recorder.forRoute(route.url, methods.join(','));
  route.onResponse = [route.onResponse ?? []].flat().concat((_request, reply, done) => {
    record(reply);
    done();
  });
  const signable = isSignable(route.config);
  if (signable) route.preParsing = [checkBody, ...[route.preParsing ?? []].flat()];
  const guard =
    access === 'public'
      ? []
      : [guardRoute({ access, bucket: bucketOf(route), signable, page: isOfBoard(route.url) }, guards)];
  const body = methods.some((method) => WITH_BODY.has(method)) ? [beforeBody(route, deadlines)] : [];
  if (act) auditRoute(route, act, { chain, log });
  const page = pageHeaders(route.url, headers);
  route.onRequest = [...(page ? [withHeaders(page)] : []), ...guard, ...[route.onRequest ?? []].flat(), ...body];
}

/** undefined: it is data. */
function pageHeaders(url: string, { docs, board }: SecurityHeaders): SecurityHeaders['docs'] | undefined {
  if (isOfBoard(url)) return board;
  return DOCS.test(url) ? docs : undefined;
}

function withHeaders(headers: SecurityHeaders['docs']): onRequestHookHandler {
  return (_request, reply, done) => {
    reply.headers(headers);
    done();
  };
}

function beforeBody({ config }: RouteOptions, deadlines: BodyDeadlines): onRequestHookHandler {
  if (takesOipBody(config)) return readAsBytes;
  if (!takesUploads(config)) return refuseOtherThanJson;
  return (_request, reply, done) => {
    deadlines.watchRate(reply);
    done();
  };
}
