import { createHash, createHmac, randomUUID } from 'node:crypto';
import { LimitedGateways, predict, send } from './limited-gateway.fixture';
import { problemIn } from './problem';

interface Signed {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Wish {
  readonly path?: string;
  readonly body?: string;
  readonly type?: string;
  readonly at?: number;
}

/** Timestamps are those of the test: gateways must not be ahead of it. */
const CLOCK = { CLOCK_AHEAD_MS: '0' };
const TEXTS = JSON.stringify({ texts: ['0.5'] });

/** As a client of any language would: from the documentation alone. */
function signed(key: string, { path = '/v1/predict', body = TEXTS, type = 'application/json', at }: Wish = {}): Signed {
  const [id = '', secret = ''] = key.split('.');
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const [timestamp, nonce] = [String(at ?? Date.now()), randomUUID()];
  const signature = createHmac('sha256', createHash('sha256').update(secret).digest())
    .update(['POST', path, timestamp, nonce, digest].join('\n'))
    .digest('base64');
  const headers = {
    ...{ 'content-type': type, 'x-api-key': id, 'x-timestamp': timestamp, 'x-nonce': nonce },
    ...{ 'content-digest': digest, 'x-signature': signature },
  };
  return { method: 'POST', headers, body };
}

describe('signed requests', () => {
  let gateways: LimitedGateways;
  let [client, analyst] = ['', ''];

  beforeAll(async () => {
    gateways = await LimitedGateways.make();
    [client, analyst] = [await gateways.key('client'), await gateways.key('analyst')];
  });
  afterEach(() => gateways.reset());
  afterAll(() => gateways.stop());
  const statusOf = async (url: string, path: string, request: Signed): Promise<number> =>
    (await fetch(`${url}${path}`, request)).status;

  it('are taken once, within the window, with the body, the path and the key that were signed', async () => {
    const settings = { ...CLOCK, REQUEST_SIGNING: 'required' };
    const [url, other] = [await gateways.start(settings), await gateways.start(settings)];
    const request = signed(client);
    expect(await statusOf(url, '/v1/predict', request)).toBe(200);
    expect(await statusOf(url, '/v1/predict', request)).toBe(401);
    expect(await statusOf(other, '/v1/predict', request)).toBe(401);
    // What is signed ahead of its time comes into the window while it is on its way.
    for (const at of [Date.now() - 301_000, Date.now() + 900_000]) {
      expect(await statusOf(url, '/v1/predict', signed(client, { at }))).toBe(401);
    }
    const body = JSON.stringify({ texts: ['0.6'] });
    const { status, problem } = await problemIn(await fetch(`${url}/v1/predict`, { ...signed(client), body }));
    expect([status, problem.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await statusOf(url, '/v1/models/abuse/predict', signed(client))).toBe(401);
    const [stolen, mine] = [signed(client), signed(analyst)];
    const swapped = { ...stolen, headers: { ...stolen.headers, 'x-api-key': mine.headers['x-api-key'] ?? '' } };
    expect(await statusOf(url, '/v1/predict', swapped)).toBe(401);
    expect(await statusOf(url, '/v1/predict', signed(client))).toBe(200);
  });

  it('are required of predict and the intake of batches, and of nothing else', async () => {
    const url = await gateways.start({ ...CLOCK, REQUEST_SIGNING: 'required' });
    expect((await predict(url, { key: analyst })).status).toBe(401);
    expect(
      (await send(url, '/v1/predict/batch', { key: analyst, method: 'POST', body: { texts: ['0.5'] } })).status,
    ).toBe(401);
    expect((await send(url, '/v1/batch', { key: analyst })).status).toBe(200);
    expect(await statusOf(url, '/v1/predict/batch', signed(analyst, { path: '/v1/predict/batch' }))).toBe(202);
  });

  it('carry files as raw bytes, which are checked while they stream; a form is refused', async () => {
    const url = await gateways.start({ ...CLOCK, REQUEST_SIGNING: 'optional' });
    const path = '/v1/batch?priority=high';
    const batches = async (): Promise<number> => {
      const listed = await send(url, '/v1/batch', { key: analyst });
      return ((await listed.json()) as { batches: unknown[] }).batches.length;
    };
    const before = await batches();
    const file = { path, type: 'text/csv', body: `text\n${'0.5\n'.repeat(100_000)}` };
    expect(await statusOf(url, path, signed(analyst, file))).toBe(202);
    const other = { ...signed(analyst, file), body: file.body.replace('0.5', '0.6') };
    expect(await statusOf(url, path, other)).toBe(401);
    expect(await batches()).toBe(before + 1);
    const form = signed(analyst, { path: '/v1/batch', type: 'multipart/form-data; boundary=x', body: '--x--' });
    expect(await statusOf(url, '/v1/batch', form)).toBe(415);
    expect((await predict(url, { key: analyst })).status).toBe(200);
  });

  it('are remembered by each gateway while Redis is frozen', async () => {
    const url = await gateways.start({ ...CLOCK, REQUEST_SIGNING: 'required' });
    process.kill(gateways.redis.pid, 'SIGSTOP');
    try {
      const request = signed(client);
      expect([await statusOf(url, '/v1/predict', request), await statusOf(url, '/v1/predict', request)]).toEqual([
        200, 401,
      ]);
    } finally {
      process.kill(gateways.redis.pid, 'SIGCONT');
    }
  });
});
