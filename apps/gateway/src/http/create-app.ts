import type { ServerResponse } from 'node:http';
import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestLogger, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { Authenticator } from '../access/authenticator';
import { useCallers } from '../access/caller';
import { SignatureCheck } from '../access/signature-check';
import { RequestLimits } from '../limits/request-limits';
import { BodyDeadlines } from './body-deadlines';
import { refuseConnect } from './broken-http';
import { useCompression } from './compression';
import { Drain } from './drain';
import { DtoValidationPipe } from './dto-validation.pipe';
import { FASTIFY_OPTIONS } from './fastify-options';
import { installHttpHooks } from './http-hooks';
import { useJsonBodies } from './json-body';
import { useOipBodies } from './oip-body';
import { ProblemFilter } from './problem.filter';
import { RequestRecorder } from './request-recorder';
import { RouteTable } from './route-table';

/**
 * The application of a root module that imports HttpModule, with our own HTTP behaviour around it and without listening yet.
 * Hot routes read `@Req()`: the DTO pipe runs for `@Body()`, `@Query()` and `@Param()` only.
 */
export async function createApp(
  root: DynamicModule,
  logger: Logger,
  { trustedProxies }: Pick<Config['http'], 'trustedProxies'> = { trustedProxies: [] },
): Promise<NestFastifyApplication> {
  // With an empty list Fastify would look for proxies at every request.
  const trustProxy = trustedProxies.length > 0 && [...trustedProxies];
  const adapter = new FastifyAdapter({ ...FASTIFY_OPTIONS, trustProxy, skipMiddie: true });
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
  });
  fastify.server.on('connect', refuseConnect);
  // Node would answer an Expect that it does not know with 417 and no body; the server may as well ignore it (RFC 9110, 10.1.1).
  fastify.server.on('checkExpectation', (request: unknown, response: ServerResponse) => {
    fastify.server.emit('request', request, response);
  });
  app.useGlobalPipes(new DtoValidationPipe());
  app.useGlobalFilters(new ProblemFilter(logger));
  return app;
}
