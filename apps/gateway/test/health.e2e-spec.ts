import { HealthProbes } from '../src/health/health-probes';
import type { HealthProbe, ProbeResult } from '../src/health/health-probe';
import { problemIn } from './problem';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';

class SwitchedProbe implements HealthProbe {
  result: ProbeResult | Error = { ok: true };

  constructor(
    readonly name: string,
    readonly critical: boolean,
  ) {}

  check(): Promise<ProbeResult> {
    return this.result instanceof Error ? Promise.reject(this.result) : Promise.resolve(this.result);
  }
}

describe('health and metrics', () => {
  const model = new SwitchedProbe('model', true);
  const redis = new SwitchedProbe('redis', false);
  let probe: ProbeApp;
  const ask = (path: string): Promise<Response> => fetch(`${probe.url}${path}`);

  beforeAll(async () => {
    probe = await startProbeApp();
    const probes = probe.app.get(HealthProbes);
    probes.add(model);
    probes.add(redis);
  });
  beforeEach(() => {
    model.result = { ok: true, detail: 'abuse 1.0.0' };
    redis.result = { ok: true };
  });
  afterAll(async () => {
    await probe.app.close();
  });

  it('is ready and ok while everything answers', async () => {
    expect(await (await ask('/health/ready')).json()).toEqual({ status: 'ready', degraded: [] });
    expect(await (await ask('/health')).json()).toMatchObject({
      status: 'ok',
      model: { ok: true, detail: 'abuse 1.0.0' },
      redis: { ok: true },
      store: null,
    });
  });

  it('stays ready without Redis and says what is degraded', async () => {
    redis.result = new Error('connection lost');
    expect(await (await ask('/health/ready')).json()).toEqual({ status: 'ready', degraded: ['redis'] });
    expect(await (await ask('/health')).json()).toMatchObject({ status: 'degraded', redis: { ok: false } });
  });

  it('is not ready without a model, but lives', async () => {
    model.result = { ok: false, detail: 'loading' };
    const { status, problem } = await problemIn(await ask('/health/ready'));
    expect([status, problem.code]).toEqual([503, 'MODEL_NOT_READY']);
    expect(await (await ask('/health')).json()).toMatchObject({ status: 'unavailable' });
    expect((await ask('/health/live')).status).toBe(200);
  });

  it('counts requests and failures, with their mean latency', async () => {
    const before = (await (await ask('/health')).json()) as { counts: { requests: number; errors: number } };
    await ask('/probe/fail');
    const after = (await (await ask('/health')).json()) as typeof before & { average_latency_ms: number };
    expect(after.counts.errors - before.counts.errors).toBe(1);
    expect(after.counts.requests - before.counts.requests).toBe(2);
    expect(after.average_latency_ms).toBeGreaterThan(0);
  });

  it('measures by the pattern of the route, never by the path', async () => {
    await ask('/v1/probe/by-id/canary-55aa');
    await ask('/canary-55aa');
    const response = await ask('/metrics');
    const metrics = await response.text();
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(metrics).toContain(
      'sluice_http_request_duration_seconds_count{route="/v1/probe/by-id/:id",method="GET",status="200"} 1',
    );
    expect(metrics).toMatch(/duration_seconds_count\{route="none",method="GET",status="404"\} \d/);
    expect(metrics).toMatch(/^sluice_nodejs_eventloop_lag_p99_seconds /m);
    expect(metrics).toMatch(/^sluice_process_resident_memory_bytes /m);
    expect(metrics).not.toContain('canary-55aa');
  });

  it('logs failed requests with their id and route', async () => {
    const id = 'failed-request-1';
    await fetch(`${probe.url}/probe/busy?q=canary-77`, { headers: { 'x-request-id': id } });
    const line = probe.log.map((text) => JSON.parse(text) as Record<string, unknown>).find((l) => l.requestId === id);
    expect(line).toMatchObject({ level: 'error', method: 'GET', route: '/probe/busy', status: 503 });
    expect(probe.log.join('')).not.toContain('canary-77');
  });
});
