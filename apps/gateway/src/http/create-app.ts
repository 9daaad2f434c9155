import type { ServerResponse } from 'node:http';
import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditChain } from '@sluice/audit';
import { NestLogger, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { Authenticator } from '../access/authenticator';
import { useCallers } from '../access/caller';
import { countRefusals } from '../audit/count-refusals';
import { RefusedCallers } from '../audit/refused-callers';
import { SignatureCheck } from '../access/signature-check';
import { RequestLimits } from '../limits/request-limits';
import { BodyDeadlines } from './body-deadlines';
import { refuseConnect } from './broken-http';
import { useCompression } from './compression';
import { useCors } from './cors';
import { Drain } from './drain';
import { DtoValidationPipe } from './dto-validation.pipe';
import { FASTIFY_OPTIONS } from './fastify-options';
import { installHttpHooks } from './http-hooks';
import { useJsonBodies } from './json-body';
import { listenerOptions } from './listener-options';
import { useOipBodies } from './oip-body';
import { ProblemFilter } from './problem.filter';
import { RequestRecorder } from './request-recorder';
import { RouteTable } from './route-table';
import { securityHeaders } from './security-headers';
import { followCertificate } from './tls';

/** How the gateway meets networks. */
type HttpFrame = Pick<Config['http'], 'tls' | 'trustProxy' | 'corsOrigins'>;

const PLAIN: HttpFrame = { tls: null, trustProxy: [], corsOrigins: [] };

/**
 * The application of a root module that imports HttpModule, with our own HTTP behaviour around it and without listening yet.
 * Hot routes read `@Req()`: the DTO pipe runs for `@Body()`, `@Query()` and `@Param()` only.
 */
export async function createApp(
  root: DynamicModule,
  logger: Logger,
  frame: HttpFrame = PLAIN,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ ...FASTIFY_OPTIONS, ...listenerOptions(frame), skipMiddie: true });
  const options: Readonly<NestApplicationOptions> = {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, options);
  const fastify = adapter.getInstance();
  const drain = app.get(Drain);
  useCallers(fastify);
  useJsonBodies(fastify);
  useOipBodies(fastify);
  await useCompression(fastify);
  await useCors(fastify, frame.corsOrigins);
  installHttpHooks(fastify, {
    routes: app.get(RouteTable),
    guards: {
      callers: app.get(Authenticator),
      limits: app.get(RequestLimits),
      signatures: app.get(SignatureCheck),
    },
    recorder: app.get(RequestRecorder),
    deadlines: app.get(BodyDeadlines),
    draining: () => drain.draining,
    chain: () => app.get(AuditChain),
    log: logger,
    headers: securityHeaders(frame.tls !== null),
  });
  countRefusals(fastify, app.get(RefusedCallers));
  fastify.server.on('connect', refuseConnect);
  // Node would answer an Expect that it does not know with 417 and no body; the server may as well ignore it (RFC 9110, 10.1.1).
  fastify.server.on('checkExpectation', (request: unknown, response: ServerResponse) => {
    fastify.server.emit('request', request, response);
  });
  followCertificate(fastify.server, frame.tls, logger);
  app.useGlobalPipes(new DtoValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  return app;
}
