import { randomBytes } from 'node:crypto';
import { BatchKeys, BatchLedger, type BatchRef } from '@sluice/batches';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { SessionAccumulator } from '@sluice/detection';
import type { VerdictRecord } from '@sluice/sessions';
import { aBatch, answering, until, WebhookReceiver } from '@sluice/testing';
import { Deliveries, Endpoints, listDeliveries, type Delivery, type DeliveryRef } from '@sluice/webhooks';
import { InProcess } from './in-process.fixture';
import { DeliverWebhook } from '../src/deliver-webhook/deliver-webhook';
import { ReconcileDeliveries } from '../src/housekeeping/reconcile-deliveries';
import { RemoveDeleted } from '../src/housekeeping/remove-deleted';
import { putVerdict, recordVerdict, tellOfIntended } from '../src/judge-session/record-verdict';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const AT = Date.parse('2026-01-02T03:04:05Z');

describe('webhooks of a worker', () => {
  let receiver: WebhookReceiver;
  let sluice: InProcess;
  let deliveries: Deliveries;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    sluice = await InProcess.start({
      WEBHOOK_SECRETS: SECRET,
      WEBHOOK_ALLOWED_HOSTS: receiver.host,
      WEBHOOK_SESSION_URL: receiver.url('/verdicts'),
    });
    const { redis, queue } = sluice.resources;
    await until('Redis', async () => (await redis.ping().catch(() => null)) ?? undefined);
    await until('the queue', async () => (await queue.depth('webhooks').catch(() => null)) ?? undefined);
    deliveries = new Deliveries(sluice.resources.store);
  });
  beforeEach(() => sluice.resources.redis.flushall());
  afterAll(async () => {
    await sluice.stop();
    await receiver.stop();
  });

  const accepted = (path: string): Promise<BatchRef> =>
    sluice.accept(aBatch({ rows: 40 }), 16, 'abuse', {}, receiver.url(path));
  const told = async (batchId?: string): Promise<readonly Delivery[]> =>
    (await listDeliveries(sluice.resources.store, deliveries, LOCAL_TENANT, { limit: 100, batchId })).deliveries;
  const only = async (batchId: string): Promise<Delivery> => {
    const [delivery, ...others] = await told(batchId);
    if (delivery === undefined || others.length > 0) throw new Error('there is not one delivery of the batch');
    return delivery;
  };
  const tell = (ref: DeliveryRef, source: object): Promise<void> => tellOfIntended(sluice.resources, ref, source);
  const waiting = (): Promise<number> => sluice.resources.queue.depth('webhooks');
  /** The next attempt, as its job makes it. */
  const attempt = async ({ record: { tenant, id }, next }: Delivery): Promise<Delivery> => {
    const { number, series } = next ?? { number: 0, series: 0 };
    const payload = { tenant, deliveryId: id, attempt: number, series };
    await new DeliverWebhook(sluice.resources).execute(payload);
    return deliveries.get({ tenant, id });
  };
  const ended = async (path: string): Promise<{ batch: BatchRef; delivery: Delivery }> => {
    const batch = await accepted(path);
    await sluice.run(batch);
    return { batch, delivery: await only(batch.id) };
  };

  it('tell of each outcome of a batch once, however often its end is noticed', async () => {
    const { batch, delivery } = await ended('/once');
    const { advance, store } = sluice.resources;
    for (let i = 0; i < 3; i++) await advance.execute(batch);
    expect((await only(batch.id)).record).toEqual(delivery.record);
    expect(await waiting()).toBe(1);
    expect(JSON.parse(delivery.record.body)).toMatchObject({
      type: 'batch.completed',
      data: { id: batch.id, state: 'completed', counts: { total: 40, succeeded: 40 }, sessions: { total: 2 } },
    });
    await store.putIfAbsent(new BatchKeys(batch).retry(2), '{}');
    await sluice.finish(batch);
    const both = await told(batch.id);
    expect(new Set(both.map(({ record }) => record.id)).size).toBe(2);
  });

  it('are not lost when a worker dies between the outcome of a batch and its delivery', async () => {
    const [batch, other] = [await accepted('/died'), await accepted('/other')];
    const { advance, store } = sluice.resources;
    const ledger = await sluice.ledger(batch);
    await ledger.create(ledger.keys.outcome(ledger.epoch), await sluice.run(other));
    expect(await told(batch.id)).toEqual([]);
    await advance.execute(batch);
    expect((await only(batch.id)).state).toBe('pending');
    expect(await store.size(new BatchKeys(batch).active)).toBeNull();
  });

  it('of a batch whose submitter asked for none are none', async () => {
    const batch = await sluice.accept(aBatch({ rows: 5 }), 16);
    await sluice.run(batch);
    expect(await told(batch.id)).toEqual([]);
  });

  it('come again after a failure, at their time, with the same id and body and another time', async () => {
    const { batch, delivery } = await ended('/again');
    receiver.answer(answering(500), answering(302, { location: receiver.url('/stolen') }), answering(200));
    const once = await attempt(delivery);
    expect(once).toMatchObject({ state: 'pending', attempts: [{ status: 500, reason: 'STATUS' }] });
    const waitMs = (once.next?.at ?? 0) - (once.attempts[0]?.at ?? 0);
    expect(waitMs).toBeGreaterThanOrEqual(5_000);
    // The job of the first attempt, which no worker took, and that of the second, which waits for its time.
    expect(await waiting()).toBe(2);
    const thrice = await attempt(await attempt(once));
    expect(thrice).toMatchObject({ state: 'delivered', next: null });
    expect(thrice.attempts.map(({ outcome, status, reason }) => [outcome, status, reason])).toEqual([
      ['failed', 500, 'STATUS'],
      ['failed', 302, 'REDIRECT'],
      ['delivered', 200, null],
    ]);
    const sent = await receiver.at('/again', 3);
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(receiver.received.some(({ path }) => path === '/stolen')).toBe(false);
    await sluice.resources.advance.execute(batch);
    expect((await only(batch.id)).state).toBe('delivered');
  });

  it('are sent once for all jobs that ask for the same attempt', async () => {
    const { delivery } = await ended('/same');
    await attempt(delivery);
    await attempt(delivery);
    expect(await receiver.at('/same')).toHaveLength(1);
  });

  it('end after ten attempts', async () => {
    let { delivery } = await ended('/never');
    receiver.answer(...Array.from({ length: 10 }, () => answering(503)));
    while (delivery.next !== null) delivery = await attempt(delivery);
    expect([delivery.state, delivery.attempts.length]).toEqual(['failed', 10]);
    expect([...(await sluice.resources.webhooks.counts.read())]).toEqual(
      expect.arrayContaining([
        ['failed', 9],
        ['gave_up', 1],
      ]),
    );
  });

  it('stop at an endpoint that is gone, until somebody enables it', async () => {
    const first = await ended('/gone');
    receiver.answer(answering(410));
    expect(await attempt(first.delivery)).toMatchObject({ state: 'failed', attempts: [{ outcome: 'gone' }] });
    const second = await ended('/gone');
    expect(await attempt(second.delivery)).toMatchObject({
      state: 'disabled',
      attempts: [{ outcome: 'disabled', status: null }],
    });
    expect(await receiver.at('/gone')).toHaveLength(1);
    const endpoints = new Endpoints(sluice.resources.store);
    const [endpoint] = await endpoints.list(LOCAL_TENANT);
    expect(endpoint).toMatchObject({ url: receiver.url('/gone'), state: 'disabled' });
    expect(await endpoints.isDisabled('another', receiver.url('/gone'))).toBe(false);
    await endpoints.enable(LOCAL_TENANT, endpoint?.id ?? '');
    const { tenant, id } = second.delivery.record;
    expect(await attempt(await deliveries.redeliver({ tenant, id }))).toMatchObject({ state: 'delivered' });
    receiver.answer(answering(410));
    await attempt((await ended('/gone')).delivery);
    expect(await endpoints.isDisabled(LOCAL_TENANT, receiver.url('/gone'))).toBe(true);
  });

  it('that Redis forgot are put back on the queue when they are due, and no sooner', async () => {
    const { delivery } = await ended('/forgotten');
    receiver.answer(answering(500));
    const failed = await attempt(delivery);
    await sluice.resources.redis.flushall();
    // The end of the attempt: five seconds before the next one, however late it is by now.
    let now = (failed.attempts[0]?.at ?? 0) + (failed.attempts[0]?.duration_ms ?? 0);
    const mine = { addDelivery: sluice.resources.queue.addDelivery.bind(sluice.resources.queue) };
    const reconcile = new ReconcileDeliveries(deliveries, mine, tell, () => now);
    const isQueued = async (): Promise<boolean> =>
      (await sluice.resources.redis.keys(`*${failed.record.id}*`)).length > 0;
    await reconcile.execute();
    await reconcile.execute();
    expect(await isQueued()).toBe(false);
    now = Math.max(failed.next?.at ?? 0, now + 20_000);
    await reconcile.execute();
    expect(await isQueued()).toBe(true);
    const arrived = await attempt(failed);
    expect(arrived.state).toBe('delivered');
    expect(await deliveries.undeliveredSince(arrived.record)).toBeNull();
  });

  it('go with their batch, those too that a frozen worker writes later', async () => {
    const { batch, delivery } = await ended('/deleted');
    const ledger = await BatchLedger.open(sluice.resources.store, batch);
    await ledger.create(ledger.keys.deleted, { at: 0 });
    await new RemoveDeleted(sluice.resources.store, () => 30_000).execute();
    expect(await deliveries.find(delivery.record)).toBeNull();
    await attempt(delivery).catch(() => undefined);
    expect(receiver.received.some(({ path }) => path === '/deleted')).toBe(false);
    await sluice.resources.store.putIfAbsent(`webhooks/local/deliveries/${delivery.record.id}/attempts/000001`, '{}');
    await new RemoveDeleted(sluice.resources.store, () => 60_000).execute();
    expect(await sluice.resources.store.list(`webhooks/local/deliveries/${delivery.record.id}`)).toEqual([]);
    await new RemoveDeleted(sluice.resources.store, () => 86_400_000).execute();
    expect(await sluice.resources.store.list(`webhooks/local/batches/${batch.id}`)).toEqual([]);
  });

  describe('of verdicts on sessions', () => {
    const verdictOf = async (action: 'allow' | 'review' | 'block'): Promise<VerdictRecord> => {
      const rows = new SessionAccumulator(0.5);
      rows.add(1, 0.9, AT);
      const aggregate = rows.aggregate();
      const verdict = {
        ...{ events: 1, flagged: 1, max_score: 0.9, mean_score: 0.9, noisy_or: 0.9, longest_streak: 1 },
        ...{ first_at: AT, last_at: AT, risk: 0.8, action, reasons: [], top_rows: [] },
      };
      const model = { name: 'abuse', version: '1.0.0', digest: 'sha256:0' as const };
      const sessionId = `s/${newId()}`;
      return putVerdict(sluice.resources, {
        ...{ tenant: LOCAL_TENANT, session_id: sessionId, user_id: 'u', until: '1767323045000-0000000001' },
        ...{ judged_at: Date.now(), model, session_model: null, aggregate, verdict, sketch: verdict, degraded: false },
      });
    };
    const toldOf = async ({ session_id }: VerdictRecord): Promise<readonly Delivery[]> =>
      (await told()).filter(({ record }) => record.session_id === session_id);

    it.each(['review', 'block'] as const)('are told of %s, once for all attempts', async (action) => {
      const record = await verdictOf(action);
      for (let i = 0; i < 2; i++) await recordVerdict(sluice.resources, record);
      const [delivery, ...others] = await toldOf(record);
      expect(others).toEqual([]);
      expect(JSON.parse(delivery?.record.body ?? '')).toMatchObject({
        type: 'session.verdict',
        data: {
          ...{ session_id: record.session_id, action, risk: 0.8 },
          links: { session: `/v1/sessions/${encodeURIComponent(record.session_id)}` },
        },
      });
    });

    it('are not lost when worker and Redis die between a verdict and its delivery', async () => {
      const record = await verdictOf('block');
      const later = { ...record, judged_at: record.judged_at + 5_000 };
      // Of two attempts the first counts, and is told of.
      expect(await putVerdict(sluice.resources, later)).toEqual(record);
      await sluice.resources.redis.flushall();
      expect(await toldOf(record)).toEqual([]);
      const reconcile = new ReconcileDeliveries(deliveries, sluice.resources.queue, tell);
      for (let round = 0; round < 2; round++) await reconcile.execute();
      const [delivery, ...others] = await toldOf(record);
      expect(others).toEqual([]);
      expect(delivery).toMatchObject({ state: 'pending', record: { session_id: record.session_id } });
      expect(JSON.parse(delivery?.record.body ?? '')).toMatchObject({
        data: { judged_at: new Date(record.judged_at).toISOString(), action: 'block' },
      });
    });

    it('are not told of allow', async () => {
      const record = await verdictOf('allow');
      await recordVerdict(sluice.resources, record);
      expect(await toldOf(record)).toEqual([]);
    });
  });
});
