import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { formatCredential, newSecret } from '@sluice/access';
import { newId } from '@sluice/contracts';
import { until } from '@sluice/testing';
import { LimitedGateways, predict, send } from './limited-gateway.fixture';
import { problemIn } from './problem';

const idOf = (key: string): string => key.split('.')[0] ?? '';
const wrongSecretOf = (key: string): string => formatCredential({ id: idOf(key), secret: newSecret() });

describe('limits of requests', () => {
  let gateways: LimitedGateways;
  let [client, admin, analyst] = ['', '', ''];

  beforeAll(async () => {
    gateways = await LimitedGateways.make();
    [client, admin, analyst] = [
      await gateways.key('client'),
      await gateways.key('admin'),
      await gateways.key('analyst'),
    ];
  });
  afterEach(() => gateways.reset());
  afterAll(() => gateways.stop());

  it('let 5 of 1,000 simultaneous calls over two gateways through a limit of 5', async () => {
    const settings = { LIMIT_PREDICT: '5/3600s' };
    const urls = [await gateways.start(settings), await gateways.start(settings)];
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) => predict(urls[i % 2] ?? '', { key: client })),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(995);
  });

  it('say what is left and when to come again, by key and by kind', async () => {
    const url = await gateways.start({ LIMIT_PREDICT: '2/3600s' });
    const first = await predict(url, { key: client });
    expect(first.headers.get('ratelimit-policy')).toBe('"predict";q=2;w=3600');
    expect(first.headers.get('ratelimit')).toMatch(/^"predict";r=1;t=3[6-9]\d\d$/);
    await predict(url, { key: client });
    const { status, headers, problem } = await problemIn(await predict(url, { key: client }));
    expect([status, problem.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(headers.get('ratelimit')).toMatch(/^"predict";r=0;t=\d+$/);
    expect(headers.get('retry-after')).toBe(String(problem.retry_after));
    expect(problem.retry_after).toBeGreaterThan(3_000);
    expect((await predict(url, { key: analyst })).status).toBe(200);
    const others = await send(url, '/v1/models', { key: client });
    expect([others.status, others.headers.get('ratelimit-policy')]).toEqual([200, '"batch";q=600;w=60']);
  });

  it('refuse an upload before a byte of its body has come', async () => {
    const url = await gateways.start({ LIMIT_BATCH: '1/3600s' });
    await send(url, '/v1/batch', { key: analyst });
    const headers = { 'x-api-key': analyst, 'content-type': 'text/csv', 'content-length': String(2 ** 30) };
    const sent = request(`${url}/v1/batch`, { method: 'POST', headers });
    sent.flushHeaders();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(429);
    sent.on('error', () => undefined).destroy();
  });

  it('of an address come before the credential, the role before the tokens of the key', async () => {
    const url = await gateways.start({ LIMIT_ADDRESS: '3/3600s', LIMIT_BATCH: '1/3600s' });
    const statusOf = async (from: string, key?: string): Promise<number> =>
      (await send(url, '/v1/batch', { from, ...(key !== undefined && { key }) })).status;
    expect([await statusOf('192.0.2.1'), await statusOf('192.0.2.1', client)]).toEqual([401, 403]);
    expect([await statusOf('192.0.2.1', analyst), await statusOf('192.0.2.1')]).toEqual([200, 429]);
    expect([await statusOf('192.0.2.2', analyst), await statusOf('192.0.2.2')]).toEqual([429, 401]);
    // Of one /64, and each kind of request has tokens of its own.
    const [near, same] = ['2001:db8::1', '2001:db8::2'];
    expect([await statusOf(near), await statusOf(same), await statusOf(near), await statusOf(same)]).toEqual([
      401, 401, 401, 429,
    ]);
    expect((await predict(url, { from: '192.0.2.1', key: client })).status).toBe(200);
  });

  it('lock an address that guesses a key out of guessing, and never the key', async () => {
    const url = await gateways.start({ LIMIT_LOGIN: '3/3600s' });
    const tryKey = async (key: string, from = '192.0.2.1'): Promise<number> =>
      (await send(url, '/v1/models', { key, from })).status;
    const guesses = [];
    for (let guess = 0; guess < 5; guess++) guesses.push(await tryKey(wrongSecretOf(client)));
    expect(guesses).toEqual([401, 401, 401, 429, 429]);
    expect([await tryKey(client), await tryKey(wrongSecretOf(admin))]).toEqual([200, 401]);
    expect(await tryKey(wrongSecretOf(client), '192.0.2.2')).toBe(401);
    const nobody = await Promise.all(Array.from({ length: 10 }, () => send(url, '/v1/models', { from: '192.0.2.1' })));
    expect(new Set(nobody.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('of an address that is refused again and again end in a block, until an operator ends it', async () => {
    const settings = { LIMIT_LOGIN: 'off', BLOCK_AFTER: '3/3600s', BLOCK_S: '600' };
    const [first, second] = [await gateways.start(settings), await gateways.start(settings)];
    const [from, guess] = ['192.0.2.1', formatCredential({ id: newId(), secret: newSecret() })];
    for (let i = 0; i < 4; i++) await send(first, '/v1/models', { key: guess, from });
    const { problem } = await problemIn(await send(first, '/v1/models', { key: client, from }));
    expect(problem).toMatchObject({ status: 403, code: 'ADDRESS_BLOCKED' });
    expect(problem.retry_after).toBeGreaterThan(500);
    const blockedAt = async (url: string): Promise<boolean> =>
      (await send(url, '/v1/models', { key: client, from })).status === 403;
    await until('the other gateway blocks it', async () => ((await blockedAt(second)) ? true : undefined));
    expect((await send(first, '/v1/models', { key: client })).status).toBe(200);
    const listed = await send(second, '/v1/blocked-addresses', { key: admin });
    expect(await listed.json()).toEqual({
      addresses: [{ address: from, ends_at: expect.stringMatching(/Z$/) as string }],
    });
    const unblock = { key: admin, method: 'DELETE' };
    expect((await send(second, `/v1/blocked-addresses/${from}`, unblock)).status).toBe(204);
    expect(await blockedAt(second)).toBe(false);
    await until('the first lets it in', async () => ((await blockedAt(first)) ? undefined : true));
    const again = await problemIn(await send(second, `/v1/blocked-addresses/${from}`, unblock));
    expect([again.status, again.problem.code]).toEqual([404, 'ADDRESS_NOT_FOUND']);
  });

  it.each(['frozen', 'cut off'])(
    'are kept by each gateway while Redis is %s; changes of the service are refused',
    async (how) => {
      const url = await gateways.start({ LIMIT_PREDICT: '5/3600s', ...gateways.cuttable() });
      expect((await predict(url, { key: client })).status).toBe(200);
      if (how === 'frozen') process.kill(gateways.redis.pid, 'SIGSTOP');
      else gateways.proxy.partition();
      try {
        const answers = await Promise.all(Array.from({ length: 20 }, () => predict(url, { key: client })));
        const statuses = answers.map(({ status }) => status).sort();
        expect(statuses).toEqual([...Array.from({ length: 5 }, () => 200), ...Array.from({ length: 15 }, () => 429)]);
        expect((await send(url, '/v1/models', { key: client })).status).toBe(200);
        const { status, problem } = await problemIn(await send(url, '/v1/keys', { key: admin }));
        expect([status, problem.code]).toEqual([503, 'LIMITS_UNAVAILABLE']);
        expect((await send(url, '/v1/keys', { key: client })).status).toBe(403);
      } finally {
        if (how === 'frozen') process.kill(gateways.redis.pid, 'SIGCONT');
        gateways.proxy.heal();
      }
      await until('Redis counts again', async () =>
        (await send(url, '/v1/keys', { key: admin })).status === 200 ? true : undefined,
      );
    },
  );

  it('of rows: so many a day, however they are sent', async () => {
    const url = await gateways.start({ QUOTA_ROWS_PER_DAY: '10' });
    expect((await predict(url, { key: analyst }, 7)).status).toBe(200);
    const { status, headers, problem } = await problemIn(await predict(url, { key: analyst }, 4));
    expect([status, problem.code]).toEqual([429, 'QUOTA_EXCEEDED']);
    expect(headers.get('ratelimit-policy')).toBe('"rows";q=10;w=86400');
    expect(problem.retry_after).toBeLessThanOrEqual(86_400);
    expect((await predict(url, { key: client }, 10)).status).toBe(200);
    const tensor = { name: 'text', shape: [3], datatype: 'BYTES', data: ['0.1', '0.2', '0.3'] };
    const infer = await send(url, '/v2/models/abuse/infer', {
      key: analyst,
      method: 'POST',
      body: { inputs: [tensor] },
    });
    expect(infer.status).toBe(200);
    const batch = { key: analyst, method: 'POST', body: { texts: ['0.5'] } };
    const refused = await problemIn(await send(url, '/v1/predict/batch', batch));
    expect([refused.status, refused.problem.code]).toEqual([429, 'QUOTA_EXCEEDED']);
  });

  it('of rows count those of a batch when it is planned', async () => {
    const settings = { QUOTA_ROWS_PER_DAY: '10' };
    const url = await gateways.start(settings);
    await gateways.startWorker(settings);
    const body = { texts: Array.from({ length: 8 }, () => '0.5') };
    const submitted = await send(url, '/v1/predict/batch', { key: analyst, method: 'POST', body });
    const { id } = (await submitted.json()) as { id: string };
    await until('the end of the batch', async () => {
      const status = await send(url, `/v1/batch/${id}/status`, { key: analyst });
      return ((await status.json()) as { state: string }).state === 'completed' ? true : undefined;
    });
    expect((await predict(url, { key: analyst }, 3)).status).toBe(429);
    expect((await predict(url, { key: analyst }, 2)).status).toBe(200);
  });

  it('of batches: so many at a time', async () => {
    const url = await gateways.start({ QUOTA_RUNNING_BATCHES: '2' });
    const submit = (): Promise<Response> =>
      send(url, '/v1/predict/batch', { key: analyst, method: 'POST', body: { texts: ['0.5'] } });
    const [first] = [await submit(), await submit()];
    const { status, headers, problem } = await problemIn(await submit());
    expect([status, problem.code, headers.get('ratelimit-policy')]).toEqual([
      429,
      'QUOTA_EXCEEDED',
      '"running-batches";q=2',
    ]);
    const { id } = (await first.json()) as { id: string };
    await send(url, `/v1/batch/${id}`, { key: analyst, method: 'DELETE' });
    expect((await submit()).status).toBe(202);
  });
});
