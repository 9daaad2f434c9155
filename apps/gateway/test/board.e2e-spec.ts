import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLES } from '@sluice/access';
import { createLogger, loadConfig } from '@sluice/platform';
import { aBatch, startRedis, TestSystem } from '@sluice/testing';
import { serveBoard } from '../src/board/serve-board';
import { GatewayModule } from '../src/gateway.module';
import { createApp } from '../src/http/create-app';
import { openApiOf } from '../src/http/openapi';
import { RouteTable } from '../src/http/route-table';
import { Keyring, OUTSIDERS } from './keyring.fixture';
import { problemIn } from './problem';

interface BoardQueue {
  readonly name: string;
  readonly readOnlyMode: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly jobs: readonly { readonly id: string; readonly name: string; readonly data: unknown }[];
}

/** Its page, what the page loads, and what it asks. */
const PATHS = [
  ...['/queues', '/queues/', '/queues/queue/plan', '/queues/queue/plan/x', '/queues/static/images/logo.svg'],
  ...['/queues/static/none.js', '/queues/job-schedulers', '/queues/api/queues', '/queues/api/redis/stats'],
  ...['/queues/api/queues/plan/x', '/queues/api/queues/plan/x/logs', '/queues/api/queues/plan/workers'],
];
const WRITES = [
  ['PUT', '/queues/api/queues/pause'],
  ['PUT', '/queues/api/queues/plan/empty'],
  ['PUT', '/queues/api/queues/plan/obliterate'],
  ['PUT', '/queues/api/queues/plan/clean/waiting'],
  ['PUT', '/queues/api/queues/plan/retry/failed'],
  ['POST', '/queues/api/queues/plan/add'],
  ['PATCH', '/queues/api/queues/plan/JOB/update-data'],
  ['PUT', '/queues/api/queues/plan/JOB/retry'],
  ['PUT', '/queues/api/queues/plan/JOB/clean'],
] as const;

const basic = (user: string, password: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const asBasic = (key: string): Readonly<Record<string, string>> => {
  const [id = '', secret = ''] = key.split('.');
  return basic(id, secret);
};

describe('Bull Board', () => {
  let system: TestSystem;
  let keys: Keyring;
  let admin: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const env = { BULL_BOARD: 'on', LIMIT_LOGIN: 'off', LOG_SAMPLE_RATE: '1', LIMIT_TIMEOUT_MS: '10000' };
    system = await TestSystem.start({ workers: 0, env });
    keys = await Keyring.make(system, ['acme']);
    admin = asBasic(keys.of('acme', 'admin'));
  });
  afterAll(() => system.stop());

  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(system.url + path, init);
  const queues = async (): Promise<readonly BoardQueue[]> => {
    const answer = await ask('/queues/api/queues?activeQueue=plan&page=1&jobsPerPage=10', { headers: admin });
    return ((await answer.json()) as { queues: BoardQueue[] }).queues;
  };

  it.each(OUTSIDERS)('is closed to %s, and asks a browser for a key', async (who) => {
    for (const path of PATHS) {
      const answer = await ask(path, { headers: keys.outsider(who) });
      expect([path, answer.status, answer.headers.get('www-authenticate')]).toEqual([
        ...[path, 401, 'Basic realm="sluice", charset="UTF-8"'],
      ]);
      expect((await problemIn(answer)).problem.code).toBe('UNAUTHENTICATED');
    }
  });

  it.each(ROLES.filter((role) => role !== 'admin'))('is closed to the role %s', async (role) => {
    for (const path of PATHS)
      for (const headers of [keys.headers('acme', role), asBasic(keys.of('acme', role))]) {
        const answer = await ask(path, { headers });
        expect([path, answer.status]).toEqual([path, 403]);
        expect((await problemIn(answer)).problem.code).toBe('FORBIDDEN');
      }
  });

  it('takes no other name or secret by Basic, and Basic nowhere else', async () => {
    const key = keys.of('acme', 'admin');
    const [id = '', secret = ''] = key.split('.');
    const wrong = [basic(id, `${secret}x`), basic(`${id}x`, secret), basic(id, key), basic(key, ''), basic('', key)];
    for (const headers of [...wrong, { authorization: 'Basic' }, { authorization: 'Basic %%' }])
      expect((await ask('/queues', { headers })).status).toBe(401);
    expect((await ask('/v1/models', { headers: admin })).status).toBe(401);
  });

  it('shows an admin its page, which loads nothing from elsewhere and is framed by nobody', async () => {
    const page = await ask('/queues', { headers: admin });
    expect(page.status).toBe(200);
    const [html, policy] = [await page.text(), page.headers.get('content-security-policy') ?? ''];
    expect(html).toContain('<base href="/queues/"');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("base-uri 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('http');
    const scripts = [...html.matchAll(/src="(static\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      expect([script, (await ask(`/queues/${script}`, { headers: admin })).status]).toEqual([script, 200]);
    }
    expect((await problemIn(await ask('/queues/static/none.js', { headers: admin }))).status).toBe(404);
  });

  it('shows an admin every queue with its jobs, and cannot change one', async () => {
    const headers = { ...keys.headers('acme', 'analyst'), 'content-type': 'text/csv' };
    const sent = await ask('/v1/batch', { method: 'POST', headers, body: aBatch({ rows: 3 }) });
    const { id } = (await sent.json()) as { id: string };
    // The answer does not wait for the queue.
    await system.queued(id);
    const before = await queues();
    expect(before.map(({ name }) => name).sort()).toEqual(['finish', 'plan', 'score', 'session', 'webhooks']);
    expect(before.map(({ readOnlyMode }) => readOnlyMode)).toEqual(Array(5).fill(true));
    const [job, ...others] = before.find(({ name }) => name === 'plan')?.jobs ?? [];
    expect(job).toMatchObject({ id: `${id}.plan`, name: 'plan-batch', data: { tenant: 'acme', batchId: id } });
    expect(others).toEqual([]);
    const one = await ask(`/queues/api/queues/plan/${id}.plan`, { headers: admin });
    expect(await one.json()).toMatchObject({ job: { id: `${id}.plan` }, status: 'waiting' });

    for (const [method, path] of WRITES) {
      const write = path.replace('JOB', `${id}.plan`);
      const answer = await ask(write, {
        method,
        headers: { ...admin, 'content-type': 'application/json' },
        body: '{"jobData":{}}',
      });
      expect([write, [404, 405].includes(answer.status)]).toEqual([write, true]);
    }
    expect(await queues()).toEqual(before);
  });

  it('logs no key that came by Basic', () => {
    expect(system.gateway.lastOutput).toContain('/queues');
    const secrets = [...Object.values(admin), ...keys.secrets()].filter((text) => text !== '');
    expect(secrets.filter((text) => system.gateway.lastOutput.includes(text))).toEqual([]);
  });
});

describe('the routes of Bull Board', () => {
  it('are for admin alone, change nothing, and are in no contract', async () => {
    const [redis, folder] = [await startRedis(), await mkdtemp(join(tmpdir(), 'sluice-board-'))];
    const config = loadConfig({ DATA_DIR: folder, REDIS_URL: redis.url, LOG_LEVEL: 'silent' });
    const log = createLogger(config, 'test');
    const app = await createApp(GatewayModule.with(config, log), log);
    serveBoard(app, log);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    try {
      const table = app.get(RouteTable);
      const routes = table.list().filter((route) => route.includes(' /queues'));
      expect(routes).toContain('GET /queues/api/queues/:queueName/:jobId');
      expect(routes).toContain('GET /queues/static/*');
      expect(routes.filter((route) => !/^(GET|HEAD) /.test(route))).toEqual([]);
      const access = routes.map((route) => table.accessTo(...(route.split(' ') as [string, string])));
      expect(access).toEqual(routes.map(() => []));
      expect(Object.keys(openApiOf(app).paths).filter((path) => path.includes('queues'))).toEqual([]);
    } finally {
      await app.close();
      await redis.stop();
      await rm(folder, { recursive: true });
    }
  });
});

describe('Bull Board without Redis', () => {
  it('answers 503', async () => {
    const system = await TestSystem.start({ workers: 0, env: { BULL_BOARD: 'on' }, proxied: true });
    try {
      system.proxy.partition();
      const { status, problem } = await problemIn(await fetch(`${system.url}/queues/api/queues`));
      expect([status, problem.code]).toEqual([503, 'STATISTICS_UNAVAILABLE']);
    } finally {
      system.proxy.heal();
      await system.stop();
    }
  });
});

describe('without BULL_BOARD', () => {
  it('there is nothing', async () => {
    const system = await TestSystem.start({ workers: 0 });
    try {
      for (const path of PATHS) expect([path, (await fetch(system.url + path)).status]).toEqual([path, 404]);
    } finally {
      await system.stop();
    }
  });
});
