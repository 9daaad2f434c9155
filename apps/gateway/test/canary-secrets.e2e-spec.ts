import { reachRedis } from '@sluice/platform';
import { plant, TestSystem, until } from '@sluice/testing';
import type { Redis } from 'ioredis';

/** Where a secret was planted, by the secret. Plain letters, so that no escape hides them. */
const planted = new Map<string, string>();
function secret(where: string): string {
  const text = plant(where);
  planted.set(text, where);
  return text;
}

/** Where a live session may show its ids: its own keys, and the job of stage 2, which names it. */
const OF_SESSIONS = /^{sluice}:(?:live|session):/;
/** Live sessions are kept under the ids of their sessions and users, and know which events they have counted, for as long as they live. */
const IDS = ['session_id', 'user_id', 'event_id'].map((where) => secret(where));
const [SESSION = '', USER = '', EVENT = ''] = IDS;
const EVENTS = '{sluice}:live:events';

let system: TestSystem;
/** Answers of 400 and above, with their headers. */
const errors: string[] = [];

beforeAll(async () => {
  system = await TestSystem.start({
    workers: 0,
    env: { LOG_SAMPLE_RATE: '1', SESSION_TIMEOUT_MS: '10000', LIMIT_TIMEOUT_MS: '10000' },
  });
});
afterAll(() => system.stop());

async function send(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const answer = await fetch(system.url + path, init);
  const text = await answer.text();
  if (answer.status >= 400) errors.push(JSON.stringify([...answer.headers]) + text);
  return { status: answer.status, text };
}

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): ReturnType<typeof send> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return send(path, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } });
}

/** Every key with its value as text. */
async function redisContent(): Promise<Map<string, string>> {
  return reachRedis(system.redis.url, { timeoutMs: 10_000 }, async (redis) => {
    const keys = await redis.keys('*');
    return new Map(
      await Promise.all(keys.map(async (key) => [key, JSON.stringify(await valueOf(redis, key))] as const)),
    );
  });
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const readers: Readonly<Record<string, () => Promise<unknown>>> = {
    string: () => redis.get(key),
    hash: () => redis.hgetall(key),
    list: () => redis.lrange(key, '0', '-1'),
    set: () => redis.smembers(key),
    zset: () => redis.zrange(key, '0', '-1'),
    stream: () => redis.xrange(key, '-', '+'),
    // Expired since the keys were listed.
    none: () => Promise.resolve(null),
  };
  const read = readers[await redis.type(key)];
  if (read === undefined) throw new Error(`${key} has a type that this test cannot read`);
  return read();
}

/** Where in a text a secret shows. */
const shownIn = (text: string, secrets: Iterable<string> = planted.keys()): string[] =>
  [...secrets].filter((canary) => text.includes(canary)).map((canary) => planted.get(canary) ?? '');

function shownInRedis(content: ReadonlyMap<string, string>): string[] {
  return [...content].flatMap(([key, value]) => {
    if (key === EVENTS) return [];
    const secrets = [...planted.keys()].filter((canary) => !(OF_SESSIONS.test(key) && IDS.includes(canary)));
    return shownIn(key + value, secrets).map((where) => `${where} in ${key}`);
  });
}

describe('secrets that are planted in every field', () => {
  it('are not shown by predict, sessions or infer', async () => {
    const call = { texts: [secret('text')], session_id: SESSION, user_id: USER, event_id: EVENT };
    expect((await post('/v1/predict', call)).status).toBe(200);
    expect(shownInRedis(await redisContent())).toEqual([]);
    // The one place that may hold rows, until they are written to the store.
    expect(shownIn((await redisContent()).get(EVENTS) ?? '')).toContain('text');

    const wrong: readonly (readonly [number, Promise<{ status: number }>])[] = [
      [422, post('/v1/predict', { texts: ['x'], [secret('name of a field')]: 1 })],
      [422, post('/v1/predict', { texts: ['x'], threshold: secret('threshold') })],
      [422, post('/v1/predict', { texts: ['x'], occurred_at: secret('occurred_at') })],
      [404, post('/v1/predict', { texts: ['x'], model: secret('model') })],
      [422, post('/v1/predict', { texts: [{ a: secret('object in place of a text') }] })],
      [400, post('/v1/predict', `{"texts": ["${secret('broken JSON')}`)],
      [404, send(`/v1/models/${secret('path of models')}`)],
      [404, send(`/v1/sessions/${secret('path of sessions')}`)],
      [404, send(`/v1/users/${secret('path of users')}`)],
      [404, send(`/v1/${secret('path that is not served')}`)],
      [404, send(`/v1/batch/${secret('path of batches')}/status`)],
      [400, send(`/v1/sessions?cursor=${secret('query')}`)],
      [415, post('/v1/predict', 'x', { 'content-type': `text/${secret('content-type')}` })],
      [400, post('/v1/predict', { texts: ['x'] }, { 'x-deadline-ms': secret('X-Deadline-Ms') })],
      [
        422,
        post('/v2/models/abuse/infer', {
          inputs: [{ name: secret('tensor'), shape: [1], datatype: 'BYTES', data: ['x'] }],
        }),
      ],
    ];
    for (const [index, [status, answer]] of wrong.entries())
      expect([index, (await answer).status]).toEqual([index, status]);
  });

  it('are not shown when they come in headers', async () => {
    const headers = {
      'user-agent': secret('User-Agent'),
      cookie: secret('Cookie'),
      referer: `https://example/${secret('Referer')}`,
      // Not of the form that is echoed.
      'x-request-id': `${secret('X-Request-Id')}_`,
      'x-forwarded-for': secret('X-Forwarded-For'),
      [secret('name of a header')]: 'x',
      prefer: secret('Prefer'),
    };
    expect((await post('/v1/predict', { texts: ['x'] }, headers)).status).toBe(200);
    expect((await send('/v1/models/none', { headers })).status).toBe(404);
  });

  it('are not shown by batches, queued or scored', async () => {
    const column = secret('name of a column');
    const csv = [
      `session_id,user_id,id,text,${column}`,
      `${secret('session of a file')},${secret('user of a file')},${secret('id of a file')},${secret('text of a file')},${secret('cell')}`,
      `s,u,i,,${secret('bad row')}`,
    ].join('\n');
    const headers = { 'content-type': 'text/csv', 'idempotency-key': secret('Idempotency-Key') };
    const sent = await send(`/v1/batch?keep_columns=${column}`, { method: 'POST', body: csv, headers });
    expect(sent.status).toBe(202);
    const { id } = JSON.parse(sent.text) as { id: string };
    const form = new FormData();
    form.append(secret('name of a form field'), secret('value of a form field'));
    form.append('file', new Blob([csv], { type: 'text/csv' }), `${secret('name of a file')}.csv`);
    expect((await send('/v1/batch', { method: 'POST', body: form })).status).toBe(422);
    const missing = `/v1/batch?text_column=${secret('text_column')}`;
    expect((await send(missing, { method: 'POST', body: csv, headers: { 'content-type': 'text/csv' } })).status).toBe(
      422,
    );

    expect(shownInRedis(await redisContent())).toEqual([]);
    const worker = await system.startWorker({ LOG_SAMPLE_RATE: '1' });
    expect(await system.finished(id)).toMatchObject({ state: 'completed_with_errors' });
    expect((await send(`/v1/sessions/${SESSION}/close`, { method: 'POST' })).status).toBe(200);
    await until('the verdict of stage 2', async () =>
      (await send(`/v1/sessions/${SESSION}`)).text.includes('"stage2":null') ? undefined : true,
    );
    expect(shownInRedis(await redisContent())).toEqual([]);
    expect(shownIn(worker.lastOutput)).toEqual([]);
  });

  it('are not shown when they are keys', async () => {
    const made = await post('/v1/keys', { name: 'of a test', role: 'admin' });
    const { key } = JSON.parse(made.text) as { key: string };
    planted.set(key.split('.')[1] ?? '', 'secret of a key');
    expect((await send('/v1/models', { headers: { 'x-api-key': secret('X-API-Key') } })).status).toBe(401);
    const authorization = `Bearer ${secret('Authorization')}`;
    expect((await send('/v1/models', { headers: { authorization } })).status).toBe(401);
    expect((await send('/v1/models', { headers: { 'x-api-key': key } })).status).toBe(200);
    expect((await send('/v1/models', { headers: { 'x-api-key': `${key}x` } })).status).toBe(401);

    const metrics = await send('/metrics', { headers: { 'x-api-key': key } });
    expect(metrics.status).toBe(200);
    expect(shownIn(metrics.text)).toEqual([]);
    expect(shownInRedis(await redisContent())).toEqual([]);
  });

  it('are in no error and in no line of the log', async () => {
    expect(planted.size).toBeGreaterThan(30);
    expect(errors.length).toBeGreaterThan(18);
    // A pointer says which field is meant, also when it is one that we do not know.
    const withoutPointers = errors.join('\n').replaceAll(/"pointer":"[^"]*"/g, '');
    expect(shownIn(withoutPointers)).toEqual([]);
    const { gateway } = system;
    await gateway.stop();
    expect(gateway.lastOutput).toContain('request answered');
    expect(shownIn(gateway.lastOutput)).toEqual([]);
  });
});
