import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ERROR_TITLES } from '@sluice/contracts';
import { createLogger, loadConfig } from '@sluice/platform';
import { startRedis, type TestRedis } from '@sluice/testing';
import { GatewayModule } from '../src/gateway.module';
import { createApp } from '../src/http/create-app';
import { openApiOf } from '../src/http/openapi';
import { RouteTable } from '../src/http/route-table';

describe('the OpenAPI document', () => {
  let folder: string;
  let app: NestFastifyApplication;
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'sluice-openapi-'));
    const config = loadConfig({ DATA_DIR: folder, REDIS_URL: redis.url, LOG_LEVEL: 'silent' });
    const logger = createLogger(config, 'test');
    app = await createApp(GatewayModule.with(config, logger), logger);
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  const documented = (): string[] =>
    Object.entries(openApiOf(app).paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );

  it('lists every route that is served, short forms aside, and no other', () => {
    const served = app
      .get(RouteTable)
      .list()
      .map((route) => route.replace(/:(\w+)/g, '{$1}'));
    const short = new Set(served.filter((route) => route.includes(' /v1/')).map((route) => route.replace('/v1', '')));
    const ofGet = new Set(
      served.filter((route) => route.startsWith('GET ')).map((route) => route.replace('GET ', 'HEAD ')),
    );
    const expected = served.filter((route) => !short.has(route) && !ofGet.has(route));
    expect(documented().sort()).toEqual(expected.sort());
  });

  it('records the use of every route that changes something, but for scoring and uploads', () => {
    const routes = app.get(RouteTable);
    const unrecorded = routes.list().filter((route) => {
      const [method = '', pattern = ''] = route.split(' ');
      return /^(POST|PUT|PATCH|DELETE)$/.test(method) && routes.actionOf(method, pattern) === undefined;
    });
    const scoring =
      /^POST (?:\/v1)?(?:.*\/predict|.*\/infer|\/batch|\/batch\/validate|\/predict\/batch|\/uploads)$|^(?:PATCH|DELETE) (?:\/v1)?\/uploads\/:id$/;
    expect(unrecorded.filter((route) => !scoring.test(route))).toEqual([]);
    expect(unrecorded.length).toBeLessThan(30);
  });

  it('serves the short form of every path under /v1', () => {
    const served = new Set(app.get(RouteTable).list());
    const versioned = [...served].filter((route) => route.includes(' /v1/'));
    expect(versioned.length).toBeGreaterThan(0);
    expect(versioned.filter((route) => !served.has(route.replace('/v1', '')))).toEqual([]);
  });

  it('is 3.1, and every operation may answer with a problem of any code', () => {
    const { openapi, components, paths } = openApiOf(app);
    expect(openapi).toBe('3.1.0');
    expect(components?.schemas?.['ProblemDto']).toMatchObject({
      properties: { code: { enum: Object.keys(ERROR_TITLES) } },
    });
    for (const [path, item] of Object.entries(paths)) {
      const type = path.startsWith('/v2') ? 'application/json' : 'application/problem+json';
      for (const operation of Object.values(item) as unknown[]) {
        expect(operation).toMatchObject({ responses: { default: { content: { [type]: {} } } } });
      }
    }
  });
});
