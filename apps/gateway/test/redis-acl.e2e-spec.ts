import { readFileSync } from 'node:fs';
import { reachRedis } from '@sluice/platform';
import { aBatch, plant, startRedis, TestSystem, until, type TestRedis } from '@sluice/testing';
import type { Redis } from 'ioredis';
import type { SessionView } from '../src/sessions/session-view';

/** The user as it is documented: without its name, `reset` to the last command. */
const [, RULES = ''] = /^ACL SETUSER sluice (.*)$/m.exec(readFileSync('docs/operations/redis.md', 'utf8')) ?? [];

let redis: TestRedis;
let system: TestSystem;
let userUrl: string;

const asAdmin = <T>(ask: (client: Redis) => Promise<T>): Promise<T> =>
  reachRedis(redis.url, { timeoutMs: 10_000 }, ask);

beforeAll(async () => {
  redis = await startRedis();
  await asAdmin((client) => client.call('ACL', 'SETUSER', 'sluice', ...RULES.split(' ')));
  userUrl = `${redis.url}?user=sluice&password=${plant('password of Redis', 'a-long-password')}`;
  // Whoever is in a hurry goes without a session.
  const env = { REDIS_URL: userUrl, BULL_BOARD: 'on', SESSION_TIMEOUT_MS: '60000' };
  system = await TestSystem.start({ workers: 2, env });
  for (const path of ['/sessions', '/models/abuse/comparison'])
    await until(`Redis at ${path}`, async () => (await fetch(system.url + path)).ok || undefined);
});
afterAll(async () => {
  await system.stop();
  await redis.stop();
});

async function send(method: string, path: string, body?: object): Promise<Response> {
  const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${system.url}/v1${path}`, { method, ...init });
  expect([path, answer.status < 300]).toEqual([path, true]);
  return answer;
}

/** All that Bull Board asks, while a job waits. */
async function readBoard(): Promise<void> {
  await system.stopWorkers();
  const job = `${await system.submit(aBatch({ rows: 3 }))}.plan`;
  const ofQueue = ['metrics', 'default-job-options', 'workers', 'rate-limit', 'job-data-schema', job];
  const paths = [...ofQueue, `${job}/logs`, `${job}/flow`].map((path) => `queues/plan/${path}`);
  for (const path of ['queues?activeQueue=plan&status=latest', 'redis/stats', 'job-schedulers', ...paths]) {
    const answer = await fetch(`${system.url}/queues/api/${path}`);
    expect([path, answer.status, (await answer.text()).includes('NOPERM')]).toEqual([path, 200, false]);
  }
  await Promise.all([system.startWorker(), system.startWorker()]);
}

describe('a user of Redis with the documented rules', () => {
  it('may do all that Sluice does, and nothing beside', async () => {
    for (const n of [1, 2, 3])
      await send('POST', '/predict', {
        texts: ['you idiot', 'hello'],
        session_id: `s${n}`,
        user_id: 'u',
        event_id: 'e',
      });
    for (const path of ['/sessions', '/sessions/s1', '/users/u', '/scaler', '/batch', '/models/abuse/comparison'])
      await send('GET', path);
    await send('POST', '/sessions/s1/close');
    await readBoard();
    const [first, second] = [
      await system.submit(aBatch({ rows: 2_000 })),
      await system.submit(aBatch({ rows: 4_000 })),
    ];
    await send('POST', `/batch/${second}/cancel`);
    await fetch(`${system.url}/v1/batch/${first}/events`).then((answer) => answer.text());
    expect((await system.finished(first)).state).toBe('completed');
    expect((await system.finished(second)).state).toMatch(/^c/);
    await send('DELETE', `/batch/${second}`);
    await until('the verdict of stage 2', async () => {
      const session = (await (await send('GET', '/sessions/s1')).json()) as SessionView;
      return session.stage2 ?? undefined;
    });
    expect((await fetch(`${system.url}/metrics`)).status).toBe(200);
    await send('POST', '/keys', { name: 'of a test', role: 'admin' });
    await system.killWorker();
    await system.stopWorkers();
    await system.gateway.stop();

    expect(await asAdmin((client) => client.call('ACL', 'LOG'))).toEqual([]);
  });

  it('is refused what could harm others', async () => {
    const refused = (client: Redis): Promise<unknown> =>
      Promise.all(
        [
          ['FLUSHALL'],
          ['KEYS', '*'],
          ['CONFIG', 'GET', 'dir'],
          ['ACL', 'LIST'],
          ['SET', 'other', '1'],
          ['SCAN', '0'],
        ].map(([command = '', ...rest]) => client.call(command, ...rest).catch((error: unknown) => String(error))),
      );
    const answers = await reachRedis(userUrl, { timeoutMs: 10_000 }, refused);
    expect(answers).toEqual(Array(6).fill(expect.stringContaining('NOPERM')));
  });
});
