import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@sluice/contracts';
import { aBatch, aCertificate, answering, TestSystem, until, WebhookReceiver, type AppProcess } from '@sluice/testing';
import { Webhook } from 'standardwebhooks';
import { problemIn } from './problem';
import { inDuckDb } from './sample-files';

interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly batch_id: string | null;
  readonly url: string;
  readonly attempts: readonly { readonly outcome: string; readonly status: number | null }[];
}
interface Told {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly id: string; readonly state: string; readonly links: { readonly results: string } };
}

const [OLD_SECRET, NEW_SECRET] = [1, 2].map(() => `whsec_${randomBytes(32).toString('base64')}`);
/** Of a receiver, in a query. */
const TOKEN = 'canary-of-the-receiver';

/** One long text, referred to 2,000,000 times: 10 GB in a few kilobytes. */
const bomb = async (): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    (await inDuckDb("COPY (SELECT repeat('x', 5000) AS text FROM range(2000000)) TO '{file}' (FORMAT parquet)")).file,
  );

describe('webhooks', () => {
  let receiver: WebhookReceiver;
  let secure: WebhookReceiver;
  let system: TestSystem;
  let worker: AppProcess;

  beforeAll(async () => {
    const certificate = aCertificate();
    [receiver, secure] = await Promise.all([WebhookReceiver.start(), WebhookReceiver.start(certificate)]);
    system = await TestSystem.start({
      workers: 0,
      env: {
        WEBHOOK_SECRETS: `${NEW_SECRET} ${OLD_SECRET}`,
        WEBHOOK_ALLOWED_HOSTS: `${receiver.host},${secure.host}`,
        WEBHOOK_SESSION_URL: receiver.url('/verdicts'),
        // Whoever is in a hurry goes without a session.
        SESSION_TIMEOUT_MS: '60000',
      },
    });
    const authority = join(system.folder, 'authority.pem');
    await writeFile(authority, certificate.cert);
    worker = await system.startWorker({ NODE_EXTRA_CA_CERTS: authority });
  });
  afterAll(async () => {
    await system.stop();
    await Promise.all([receiver.stop(), secure.stop()]);
  });

  const post = (query: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${system.url}/v1/batch?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv', ...headers },
      body: aBatch({ rows: 40 }),
    });
  const submit = async (callback_url: string): Promise<string> => {
    const answer = await post({ callback_url });
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { id: string }).id;
  };
  const ask = (path: string, method = 'GET'): Promise<Response> =>
    fetch(`${system.url}/v1/webhooks/${path}`, { method });
  const deliveriesOf = async (batch: string): Promise<readonly Delivery[]> =>
    ((await (await ask(`deliveries?batch_id=${batch}`)).json()) as { deliveries: Delivery[] }).deliveries;
  const inState = (batch: string, state: string): Promise<Delivery> =>
    until(`the delivery of ${batch} in state ${state}`, async () =>
      (await deliveriesOf(batch)).find((delivery) => delivery.state === state),
    );
  const verified = (webhook: { body: string; headers: Readonly<Record<string, string>> } | undefined): Told[] =>
    [OLD_SECRET, NEW_SECRET].map(
      (secret) => new Webhook(secret ?? '').verify(webhook?.body ?? '', webhook?.headers ?? {}) as Told,
    );

  it('arrive when a batch has ended, signed by both secrets of a rotation', async () => {
    const batch = await submit(receiver.url(`/hook?token=${TOKEN}`));
    const [webhook] = await receiver.at(`/hook?token=${TOKEN}`);
    const [byOld, byNew] = verified(webhook);
    expect(byOld).toEqual(byNew);
    expect(byNew).toMatchObject({
      type: 'batch.completed',
      data: { id: batch, state: 'completed', counts: { total: 40, succeeded: 40, failed: 0 } },
    });
    const status = (await system.status(batch)) as unknown as { finished_at: string; links: object };
    expect(byNew).toMatchObject({ timestamp: status.finished_at, data: { links: status.links } });
    const delivery = await inState(batch, 'delivered');
    expect(delivery).toMatchObject({
      ...{ id: webhook?.headers['webhook-id'], event: 'batch.completed', batch_id: batch },
      ...{ url: receiver.url('/hook?…'), attempts: [{ outcome: 'delivered', status: 204 }] },
    });
    expect(await (await ask(`deliveries/${delivery.id}`)).json()).toEqual(delivery);
  });

  it('arrive over https, at a server whose certificate is good', async () => {
    const batch = await submit(secure.url('/hook'));
    const [webhook] = await secure.at('/hook');
    expect(verified(webhook)[0]).toMatchObject({ data: { id: batch } });
  });

  it('tell of a batch that was cancelled', async () => {
    await system.stopWorkers();
    const batch = await submit(receiver.url('/cancelled'));
    await system.cancel(batch);
    worker = await system.startWorker();
    const [webhook] = await receiver.at('/cancelled');
    expect(verified(webhook)[0]).toMatchObject({ type: 'batch.cancelled', data: { id: batch, state: 'cancelled' } });
  });

  it('tell of a batch that failed, and why', async () => {
    const answer = await fetch(
      `${system.url}/v1/batch?${new URLSearchParams({ callback_url: receiver.url('/failed') }).toString()}`,
      // Its footer is good, so it is accepted; only reading it shows what it unpacks to.
      { method: 'POST', headers: { 'content-type': 'application/vnd.apache.parquet' }, body: await bomb() },
    );
    expect(answer.status).toBe(202);
    const { id: batch } = (await answer.json()) as { id: string };
    const [webhook] = await receiver.at('/failed');
    const [byOld, byNew] = verified(webhook);
    expect(byOld).toEqual(byNew);
    const status = (await system.finished(batch)) as unknown as { finished_at: string; error: object; links: object };
    expect(byNew).toMatchObject({
      ...{ type: 'batch.failed', timestamp: status.finished_at },
      data: { id: batch, state: 'failed', error: { code: 'INVALID_FILE' }, links: status.links },
    });
    expect(byNew?.data).toMatchObject({ error: status.error });
    expect(await inState(batch, 'delivered')).toMatchObject({ event: 'batch.failed', batch_id: batch });
  });

  it('come again after a failure although Redis has forgotten them', async () => {
    receiver.answer(answering(500));
    const batch = await submit(receiver.url('/again'));
    await until('the first failure', async () => (await deliveriesOf(batch))[0]?.attempts[0]);
    await system.redis.flush();
    const [first, second] = await receiver.at('/again', 2);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    await inState(batch, 'delivered');
  });

  it('are delivered again by hand, with the same id', async () => {
    const batch = await submit(receiver.url('/by-hand'));
    const { id } = await inState(batch, 'delivered');
    const answer = await ask(`deliveries/${id}/redeliver`, 'POST');
    expect([answer.status, ((await answer.json()) as Delivery).state]).toEqual([202, 'pending']);
    const sent = await receiver.at('/by-hand', 2);
    expect(sent.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
    await until('both attempts', async () =>
      (await deliveriesOf(batch))[0]?.attempts.length === 2 ? true : undefined,
    );
  });

  it('stop at an endpoint that answers 410, until it is enabled', async () => {
    receiver.answer(answering(410));
    const { id } = await inState(await submit(receiver.url('/gone')), 'failed');
    const later = await inState(await submit(receiver.url('/gone')), 'disabled');
    expect(await receiver.at('/gone')).toHaveLength(1);
    const refused = await problemIn(await ask(`deliveries/${id}/redeliver`, 'POST'));
    expect([refused.status, refused.problem.code]).toEqual([409, 'ENDPOINT_DISABLED']);
    const { endpoints } = (await (await ask('endpoints')).json()) as { endpoints: { id: string; state: string }[] };
    expect(endpoints).toMatchObject([{ url: receiver.url('/gone'), state: 'disabled' }]);
    const enabled = await ask(`endpoints/${endpoints[0]?.id ?? ''}/enable`, 'POST');
    expect([enabled.status, await enabled.json()]).toMatchObject([200, { state: 'enabled' }]);
    expect((await ask(`deliveries/${later.id}/redeliver`, 'POST')).status).toBe(202);
    await receiver.at('/gone', 2);
    // An attempt is on record a moment before it is counted in Redis.
    for (const outcome of ['gone', 'disabled']) {
      await until(`the count of ${outcome}`, async () => {
        const metrics = await (await fetch(`${system.url}/metrics`)).text();
        return metrics.includes(`sluice_webhook_deliveries_total{outcome="${outcome}"} 1`) || undefined;
      });
    }
  });

  it('tell of verdicts of stage 2 that are not allow', async () => {
    await until('the first answer of Redis', async () => (await fetch(`${system.url}/sessions`)).ok || undefined);
    for (const [session_id, text] of [
      ['calm', 'have a nice day'],
      ['angry', 'you are a worthless stupid idiot, shut up'],
    ]) {
      await fetch(`${system.url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ texts: [text, text, text], session_id }),
      });
      await fetch(`${system.url}/sessions/${session_id ?? ''}/close`, { method: 'POST' });
    }
    const [webhook] = await receiver.at('/verdicts');
    expect(verified(webhook)[0]).toMatchObject({
      type: 'session.verdict',
      data: { session_id: 'angry', events: 3, links: { session: '/v1/sessions/angry' } },
    });
  });

  it('are listed by state, in pages', async () => {
    const page = async (query: string): Promise<{ deliveries: Delivery[]; next_cursor: string | null }> =>
      (await (await ask(`deliveries?${query}`)).json()) as { deliveries: Delivery[]; next_cursor: string | null };
    await until('nothing pending', async () =>
      (await page('state=pending')).deliveries.length === 0 ? true : undefined,
    );
    const all = (await page('state=delivered')).deliveries.map(({ id }) => id);
    const first = await page('state=delivered&limit=2');
    const second = await page(`state=delivered&limit=200&cursor=${first.next_cursor ?? ''}`);
    expect([...first.deliveries, ...second.deliveries].map(({ id }) => id)).toEqual(all);
    expect([...all].sort().reverse()).toEqual(all);
    for (const query of ['state=lost', 'limit=0', 'batch_id=..%2F..', 'cursor=x'])
      expect((await problemIn(await ask(`deliveries?${query}`))).status).toBe(400);
  });

  it('go with their batch', async () => {
    const batch = await submit(receiver.url('/deleted'));
    const { id } = await inState(batch, 'delivered');
    expect((await fetch(`${system.url}/v1/batch/${batch}`, { method: 'DELETE' })).status).toBe(204);
    expect((await problemIn(await ask(`deliveries/${id}`))).problem.code).toBe('DELIVERY_NOT_FOUND');
    expect(await deliveriesOf(batch)).toEqual([]);
    expect(await system.store.list(`webhooks/local/deliveries/${id}`)).toEqual([]);
  });

  it.each(['deliveries/x', `deliveries/${newId()}`, `deliveries/${'.'.repeat(26)}`])(
    'of %s there are none',
    async (path) => {
      expect((await problemIn(await ask(path))).problem.code).toBe('DELIVERY_NOT_FOUND');
    },
  );

  it('keep the query of a receiver and the secrets out of every log', async () => {
    const { id } = await inState(await submit(receiver.url(`/logged?token=${TOKEN}`)), 'delivered');
    await until('the line of the attempt', () => worker.lastOutput.includes(id) || undefined);
    for (const log of [system.gateway.lastOutput, worker.lastOutput]) {
      for (const secret of [TOKEN, OLD_SECRET, NEW_SECRET]) expect(log).not.toContain(secret ?? TOKEN);
    }
  });

  describe('of a callback_url', () => {
    it.each([
      'http://example.com/hook',
      'https://127.0.0.1/hook',
      'https://127.0.0.1:6379/',
      'https://10.0.0.1/hook',
      'https://192.168.0.1/hook',
      'https://169.254.169.254/latest/meta-data/',
      'https://[::1]/hook',
      'https://[::ffff:10.0.0.1]/hook',
      'https://0x7f.1/hook',
      'https://localhost/hook',
      'https://no-such-host.sluice.invalid/hook',
      'https://user:password@example.com/hook',
      'gopher://example.com/',
      'a-relative-path',
    ])('%s are refused, and nothing is kept', async (callback_url) => {
      const before = await system.list();
      const { status, problem } = await problemIn(await post({ callback_url }));
      expect([status, problem.code, problem.errors.map(({ pointer }) => pointer)]).toEqual([
        422,
        'INVALID_FIELD',
        ['/callback_url'],
      ]);
      expect(JSON.stringify(problem)).not.toContain(callback_url);
      expect(await system.list()).toEqual(before);
    });

    it('is part of what an Idempotency-Key stands for', async () => {
      const headers = { 'idempotency-key': newId() };
      const statuses: number[] = [];
      for (const path of ['/a', '/a', '/b'])
        statuses.push((await post({ callback_url: receiver.url(path) }, headers)).status);
      expect(statuses).toEqual([202, 200, 422]);
    });
  });
});

describe('a system without secrets', () => {
  it('refuses a callback_url and names the setting', async () => {
    const system = await TestSystem.start({ workers: 0 });
    const answer = await fetch(`${system.url}/v1/batch?callback_url=https%3A%2F%2Fexample.com`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: aBatch({ rows: 3 }),
    });
    const { status, problem } = await problemIn(answer);
    expect([status, problem.code, problem.errors[0]?.pointer]).toEqual([422, 'INVALID_FIELD', '/callback_url']);
    expect(problem.detail).toContain('WEBHOOK_SECRETS');
    await system.stop();
  });
});
