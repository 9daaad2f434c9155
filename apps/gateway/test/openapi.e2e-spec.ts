import { ERROR_TITLES } from '@sluice/contracts';
import { openApiOf } from '../src/http/openapi';
import { RouteTable } from '../src/http/route-table';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';

describe('the OpenAPI document', () => {
  let probe: ProbeApp;
  beforeAll(async () => {
    probe = await startProbeApp();
  });
  afterAll(async () => {
    await probe.app.close();
  });

  const documented = (): string[] =>
    Object.entries(openApiOf(probe.app).paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );

  it('lists every route that is served, short forms aside, and no other', () => {
    const served = probe.app
      .get(RouteTable)
      .list()
      .map((route) => route.replace(/:(\w+)/g, '{$1}'));
    const short = new Set(served.filter((route) => route.includes(' /v1/')).map((route) => route.replace('/v1', '')));
    const expected = served.filter((route) => !short.has(route) && !route.startsWith('HEAD '));
    expect(documented().sort()).toEqual(expected.sort());
  });

  it('serves the short form of every path under /v1', () => {
    const served = new Set(probe.app.get(RouteTable).list());
    const versioned = [...served].filter((route) => route.includes(' /v1/'));
    expect(versioned.length).toBeGreaterThan(0);
    expect(versioned.filter((route) => !served.has(route.replace('/v1', '')))).toEqual([]);
  });

  it('is 3.1, and every operation may answer with a problem of any code', () => {
    const { openapi, components, paths } = openApiOf(probe.app);
    expect(openapi).toBe('3.1.0');
    expect(components?.schemas?.['ProblemDto']).toMatchObject({
      properties: { code: { enum: Object.keys(ERROR_TITLES) } },
    });
    for (const operation of Object.values(paths).flatMap((item) => Object.values(item) as unknown[])) {
      expect(operation).toMatchObject({ responses: { default: { content: { 'application/problem+json': {} } } } });
    }
  });
});
