import { reachRedis } from '@sluice/platform';
import {
  aBatch,
  discrepancies,
  NOTHING_WRONG,
  TestSystem,
  until,
  WebhookReceiver,
  type ScoredRow,
} from '@sluice/testing';
import { HELD_WORKERS, whileHeld } from './held-workers.fixture';

const ROWS = 100_000;

interface Seen {
  readonly session_id: string;
  readonly user_id: string | null;
  readonly stage2: { readonly events: number; readonly degraded: boolean } | null;
}

describe('a batch whose Redis forgets', () => {
  const csv = aBatch({ rows: ROWS });
  let system: TestSystem;
  let undisturbed: readonly ScoredRow[];

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 2, chunkRows: 4_096, preloads: HELD_WORKERS });
    const batch = await system.submit(csv);
    await system.finished(batch);
    undisturbed = await system.rows(batch);
  });
  afterAll(() => system.stop());

  /** @returns the batch to which this happened when some of its chunks were done, and some were not */
  const inMidBatch = (happens: () => Promise<void>): Promise<string> =>
    whileHeld(system, 'chunks', async () => {
      const batch = await system.submit(csv);
      await system.inMidBatch(batch);
      await happens();
      return batch;
    });

  async function expectEveryRowOnce(batch: string): Promise<void> {
    expect(await system.finished(batch)).toMatchObject({
      state: 'completed',
      counts: { total: ROWS, succeeded: ROWS, failed: 0, cancelled: 0 },
    });
    expect(discrepancies(undisturbed, await system.rows(batch))).toEqual(NOTHING_WRONG);
  }

  it('completes with every row once although Redis is flushed in mid-batch', async () => {
    const batch = await inMidBatch(() => system.redis.flush());
    await expectEveryRowOnce(batch);
  });

  it('completes although everything on the queue is flushed before a worker has seen it', async () => {
    await system.stopWorkers();
    const batch = await system.submit(csv);
    await system.queued(batch);
    await system.redis.flush();
    await system.startWorker();
    await expectEveryRowOnce(batch);
  });

  it('completes with every row once although Redis is killed and started again in mid-batch', async () => {
    const batch = await inMidBatch(async () => {
      await system.redis.kill();
      await system.redis.restart();
    });
    await expectEveryRowOnce(batch);
  });

  it('accepts a batch while Redis is away, and runs it when Redis is back', async () => {
    await system.redis.kill();
    const batch = await system.submit(csv);
    expect(await system.status(batch)).toMatchObject({ state: 'accepted' });
    await system.redis.restart();
    await expectEveryRowOnce(batch);
  });
});

describe('live sessions whose Redis forgets', () => {
  const LOST = ['lost-1', 'lost-2', 'lost-3'];
  const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;
  let receiver: WebhookReceiver;
  let system: TestSystem;

  beforeAll(async () => {
    receiver = await WebhookReceiver.start();
    const webhooks = {
      ...{ WEBHOOK_SECRETS: SECRET, WEBHOOK_ALLOWED_HOSTS: receiver.host },
      WEBHOOK_SESSION_URL: receiver.url('/verdicts'),
    };
    // A call whose session Redis does not take in time goes without it.
    const patient = { SESSION_TIMEOUT_MS: '60000' };
    system = await TestSystem.start({ env: { SESSION_QUIET_S: '1', ...patient, ...webhooks } });
  });
  afterAll(async () => {
    await system.stop();
    await receiver.stop();
  });

  const call = (session_id: string): Promise<object> => {
    const texts = ['hello', 'you are a worthless stupid idiot, shut up', 'fine'];
    return system.json('/predict', { texts, session_id, user_id: `user-of-${session_id}` });
  };
  const verdicts = async (): Promise<number> => {
    const days = await system.store.list('sessions/local/verdicts');
    const folders = await Promise.all(days.map((day) => system.store.list(`sessions/local/verdicts/${day}`)));
    return folders.flat().length;
  };
  const jobs = (): Promise<number> =>
    reachRedis(system.redis.url, { timeoutMs: 10_000 }, (redis) => redis.llen('{sluice}:session:wait'));
  // While Redis is away, and for a moment longer, lists are 503.
  const listed = (): Promise<readonly Seen[]> =>
    until('a list', async () => {
      const answer = await fetch(`${system.url}/sessions`);
      return answer.ok ? ((await answer.json()) as { sessions: Seen[] }).sessions : undefined;
    });
  const told = (): string[] =>
    receiver.received.map(({ body }) => (JSON.parse(body) as { data: Seen }).data.session_id).sort();

  it('are all judged, those that waited for it as well, and told of once', async () => {
    await call('judged');
    await until('the first verdict', async () => (await verdicts()) === 1 || undefined);
    await until('the first webhook', () => receiver.received.length === 1 || undefined);
    await system.stopWorkers();
    await system.startWorker({ WORKER_QUEUES: 'score' });
    for (const id of LOST) await call(id);
    await until('a job for each', async () => (await jobs()) === LOST.length || undefined);
    await system.stopWorkers();
    await system.redis.flush();
    expect([await jobs(), await listed()]).toEqual([0, []]);

    await call('new');
    await system.startWorker();
    const all = ['judged', ...LOST, 'new'];
    const sessions = await until('the verdicts', async () => {
      const found = await listed();
      return found.length === all.length && found.every(({ stage2 }) => stage2 !== null) ? found : undefined;
    });
    expect(sessions.map(({ session_id }) => session_id).sort()).toEqual(all);
    for (const session of sessions) {
      const { session_id, user_id, stage2 } = session;
      expect([user_id, stage2?.events]).toEqual([`user-of-${session_id}`, 3]);
      expect(stage2?.degraded).toBe(LOST.includes(session_id));
      expect(await system.json(`/sessions/${session_id}`)).toEqual(session);
    }
    await until('the webhooks', () => receiver.received.length >= all.length || undefined);
    expect(told()).toEqual(all);
    expect(await verdicts()).toBe(all.length);
  }, 240_000);

  it('are known again when Redis is rolled back to before their first call', async () => {
    const before = await listed();
    await system.redis.snapshot();
    await call('judged-since');
    await until('its verdict', async () => (await verdicts()) > before.length || undefined);
    await system.stopWorkers();
    await system.startWorker({ WORKER_QUEUES: 'score' });
    await call('not-judged');
    await until('its job', async () => (await jobs()) === 1 || undefined);
    await system.stopWorkers();
    await system.redis.rollBack();
    expect(await listed()).toEqual(before);

    await system.startWorker();
    const sessions = await until('the verdicts', async () => {
      const found = await listed();
      return found.filter(({ stage2 }) => stage2 !== null).length > before.length + 1 ? found : undefined;
    });
    expect(sessions.slice(2)).toEqual(before);
    expect(sessions.slice(0, 2)).toEqual([
      expect.objectContaining({ session_id: 'not-judged', stage2: expect.objectContaining({ events: 3 }) as unknown }),
      expect.objectContaining({
        session_id: 'judged-since',
        stage2: expect.objectContaining({ events: 3 }) as unknown,
      }),
    ]);
    expect(await verdicts()).toBe(before.length + 2);
  }, 240_000);
});
