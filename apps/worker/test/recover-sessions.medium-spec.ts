import type { SessionPayload } from '@sluice/batches';
import type { Queue } from 'bullmq';
import { LOCAL_TENANT } from '@sluice/contracts';
import { SessionAccumulator } from '@sluice/detection';
import {
  encodeAggregate,
  encodeEvent,
  EventStream,
  LiveSessions,
  sessionHash,
  type LiveSession,
  type VerdictRecord,
} from '@sluice/sessions';
import { until } from '@sluice/testing';
import { FlushEvents } from '../src/housekeeping/flush-events';
import { RecoverSessions } from '../src/housekeeping/recover-sessions';
import { TakeSessions } from '../src/housekeeping/take-sessions';
import { JudgeSession } from '../src/judge-session/judge-session';
import type { WorkerResources } from '../src/worker-resources';
import { InProcess } from './in-process.fixture';

const TEXTS = ['hello there', 'you are a worthless idiot', 'thanks, see you', 'shut up you stupid moron'];
const MINUTE_MS = 60_000;
/** The defaults of SESSION_QUIET_S and SESSION_TTL_S. */
const [QUIET_MS, TTL_MS] = [15 * MINUTE_MS, 24 * 60 * MINUTE_MS];

describe('sessions that Redis forgot before stage 2 judged them', () => {
  let sluice: InProcess;
  let live: LiveSessions;
  let flush: FlushEvents;
  /** Since when Redis knows of sessions: just so long ago that all others have been quiet. */
  let lostAt: number;
  let calls = 0;

  beforeAll(async () => {
    sluice = await InProcess.start();
    const { redis } = sluice.resources;
    await until('Redis', async () => (await redis.ping().catch(() => null)) ?? undefined);
    live = new LiveSessions(redis, { ttlS: TTL_MS / 1_000, maxEvents: 100, maxEventBytes: 100_000 });
    flush = new FlushEvents(sluice.resources, new EventStream(redis));
  });
  beforeEach(async () => {
    await sluice.resources.redis.flushall();
    await sluice.resources.store.deletePrefix('sessions');
    lostAt = Date.now() - QUIET_MS;
    await sluice.resources.due.take();
    await lose();
  });
  afterAll(() => sluice.stop());

  const lose = (at = lostAt): Promise<unknown> => sluice.resources.redis.set('{sluice}:live:since', String(at));
  /** A call so many minutes before the loss, as it lies in the store. @returns its id */
  async function before(minutes: number, session_id: string, tenant = LOCAL_TENANT, texts = TEXTS): Promise<string> {
    const at = lostAt - minutes * MINUTE_MS;
    const id = `${at}-${String(calls++).padStart(10, '0')}`;
    const event = { tenant, session_id, user_id: `user-of-${session_id}`, at, model: 'abuse', version: '1.0.0', texts };
    await flush.write([{ id, event, bytes: 1 }]);
    return id;
  }
  /** A call that this Redis knows. */
  function call(sessionId: string): Promise<LiveSession> {
    const [tenant, at, model] = [LOCAL_TENANT, Date.now(), 'abuse'];
    const rows = new SessionAccumulator(0.5);
    rows.add(1, 0.25, at);
    const event = encodeEvent({ tenant, session_id: sessionId, at, model, version: '1.0.0', texts: ['one more'] });
    const ids = { tenant, sessionId, userId: null, eventId: null };
    return live.record({ ...ids, aggregate: rows.aggregate(), model, event });
  }
  const payloadOf = (sessionId: string, last: string, minutes: number): SessionPayload => {
    const [numbers, topRows] = encodeAggregate(new SessionAccumulator(0.5).aggregate());
    const from = lostAt - minutes * MINUTE_MS;
    return { tenant: LOCAL_TENANT, sessionId, until: last, from, model: 'abuse', numbers, topRows };
  };
  const recover = (changes: Partial<WorkerResources> = {}): Promise<number> =>
    new RecoverSessions({ ...sluice.resources, ...changes }).execute();
  const take = (): Promise<number> => new TakeSessions(sluice.resources, flush).execute();
  const queue = (): Queue | undefined => sluice.resources.queue.all.find(({ name }) => name === 'session');
  /** Does the jobs of what is due. @returns whose they were */
  async function judge(): Promise<string[]> {
    await take();
    const jobs = (await queue()?.getJobs(['waiting'])) ?? [];
    const payloads = jobs.map(({ data }) => data as SessionPayload);
    for (const payload of payloads) await new JudgeSession(sluice.resources).execute(payload);
    await queue()?.drain();
    return payloads.map(({ sessionId }) => sessionId).sort();
  }
  async function verdicts(sessionId: string, tenant = LOCAL_TENANT): Promise<VerdictRecord[]> {
    const { store } = sluice.resources;
    const root = `sessions/${tenant}/verdicts`;
    const folders = (await store.list(root)).map((day) => `${root}/${day}/${sessionHash(sessionId)}`);
    const keys = await Promise.all(
      folders.map(async (folder) => (await store.list(folder)).map((name) => `${folder}/${name}`)),
    );
    return Promise.all(keys.flat().map(async (key) => JSON.parse(String(await store.get(key))) as VerdictRecord));
  }
  const rowsOf = async (sessionId: string, tenant = LOCAL_TENANT): Promise<number[]> =>
    (await verdicts(sessionId, tenant)).map(({ verdict }) => verdict.events);

  it('get one verdict each, with all their rows', async () => {
    for (const minutes of [130, 70, 5]) await before(minutes, 'lost');
    for (const minutes of [130, 70]) await before(minutes, 'judged');
    const last = await before(5, 'judged');
    const twin = await new JudgeSession(sluice.resources).execute(payloadOf('judged', last, 130));
    await before(3, 'lost', 'another-tenant');
    expect(await recover()).toBe(2);
    expect(await judge()).toEqual(['lost', 'lost']);
    const [verdict, ...others] = await verdicts('lost');
    expect(others).toEqual([]);
    expect(verdict).toMatchObject({ degraded: true, verdict: { events: 12 }, sketch: { events: 0 } });
    expect(JSON.stringify(verdict?.aggregate)).toBe(JSON.stringify(twin.aggregate));
    expect(await rowsOf('lost', 'another-tenant')).toEqual([4]);
    expect(await verdicts('judged')).toEqual([twin]);
  });

  it('are in the list, with their users and verdicts', async () => {
    await before(6, 'lost');
    expect(await recover()).toBe(1);
    await judge();
    const [session, ...others] = await live.list(LOCAL_TENANT, 10, null);
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      ...{ sessionId: 'lost', userId: 'user-of-lost', lastSeenAt: lostAt - 6 * MINUTE_MS },
      stage2: { events: 4, events_gap: 4, degraded: true },
    });
    expect([...(await live.verdictCounts()).values()]).toEqual([1]);
  });

  it('are in the list with the verdicts that they had before, and are not judged again', async () => {
    await before(70, 'judged');
    const last = await before(5, 'judged');
    const { verdict } = await new JudgeSession(sluice.resources).execute(payloadOf('judged', last, 70));
    expect(await live.list(LOCAL_TENANT, 10, null)).toEqual([]);
    expect(await recover()).toBe(0);
    expect(await judge()).toEqual([]);
    const { events, action } = verdict;
    expect(await live.list(LOCAL_TENANT, 10, null)).toEqual([
      expect.objectContaining({
        ...{ sessionId: 'judged', userId: 'user-of-judged', lastSeenAt: lostAt - 5 * MINUTE_MS },
        stage2: expect.objectContaining({ events, action, until: last }) as unknown,
      }),
    ]);
  });

  it('are judged as a whole when they were judged before, and went on long after', async () => {
    const last = await before(31, 'went on');
    await new JudgeSession(sluice.resources).execute(payloadOf('went on', last, 31));
    await call('went on');
    await lose(Date.now() - QUIET_MS - 1);
    await recover();
    await live.close(LOCAL_TENANT, 'went on');
    expect(await judge()).toEqual(['went on']);
    expect(await rowsOf('went on')).toEqual([4, 5]);
  });

  it('are looked for when Redis was started anew, as it may have lost its last moments', async () => {
    const { redis, due } = sluice.resources;
    await take();
    expect(await due.since()).toBe(lostAt);
    await redis.set('{sluice}:live:run', 'the run before');
    const [seconds] = await redis.time();
    await take();
    expect(await due.since()).toBeGreaterThanOrEqual(Number(seconds) * 1_000);
    await before(3, 'lost');
    await lose();
    expect(await recover()).toBe(1);
  });

  it('are looked for once, when all of them have been quiet', async () => {
    await before(3, 'lost');
    await lose(lostAt + MINUTE_MS);
    expect(await recover()).toBe(0);
    await lose();
    expect(await recover()).toBe(1);
    await before(2, 'late');
    expect(await recover()).toBe(0);
    await lose(lostAt - MINUTE_MS);
    expect(await recover()).toBe(1);
    expect(await judge()).toEqual(['late', 'lost']);
  });

  it.each([
    ['soon', 5, 0],
    ['later than a job looks back', 5, -1],
    ['long after their last call', 31, 0],
  ])('are judged as a whole when they went on %s', async (_, minutes, later) => {
    await before(minutes, 'went on');
    const { beganAt } = await call('went on');
    await lose(beganAt - QUIET_MS + later);
    await recover();
    await live.close(LOCAL_TENANT, 'went on');
    expect(await judge()).toEqual(['went on']);
    expect(await rowsOf('went on')).toEqual([5]);
  });

  it('are judged as a whole when they go on after they were judged', async () => {
    await before(100, 'goes on');
    await before(5, 'goes on');
    await recover();
    await judge();
    await call('goes on');
    await live.close(LOCAL_TENANT, 'goes on');
    expect(await judge()).toEqual(['goes on']);
    expect(await rowsOf('goes on')).toEqual([8, 9]);
  });

  it('are forgotten when their time is over', async () => {
    await before((TTL_MS + 60 * MINUTE_MS) / MINUTE_MS, 'old');
    expect(await recover()).toBe(0);
  });

  it.each([
    ['before it was done', 'due', 'setRecovered'],
    ['before they were restored', 'live', 'restore'],
  ] as const)('are judged once when a worker dies %s', async (_, part, method) => {
    for (const id of ['a', 'b', 'c']) await before(3, id);
    const died = (): Promise<void> => Promise.reject(new Error('killed'));
    const broken = Object.assign(Object.create(sluice.resources[part]) as object, { [method]: died });
    await expect(recover({ [part]: broken })).rejects.toThrow('killed');
    await recover();
    expect(await judge()).toEqual(['a', 'b', 'c']);
    await sluice.resources.redis.del('{sluice}:live:recovered');
    expect([await recover(), await judge()]).toEqual([0, []]);
    for (const id of ['a', 'b', 'c']) expect(await rowsOf(id)).toEqual([4]);
  });

  it.each([
    ['Redis refuses them', 'live', 'restore'],
    ['a file cannot be read', 'store', 'localPath'],
  ] as const)('come in the next round when %s', async (_, part, method) => {
    await before(3, 'refused');
    let refusals = 1;
    const real = sluice.resources[part];
    const broken = new Proxy(real, {
      get: (target, name): unknown => {
        if (name === method && refusals-- > 0) return () => Promise.reject(new Error('refused'));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const recovery = new RecoverSessions({ ...sluice.resources, [part]: broken });
    await expect(recovery.execute()).rejects.toThrow('refused');
    expect(await recovery.execute()).toBe(1);
  });

  it('are found again when judging them comes to nothing', async () => {
    await before(3, 'failed');
    await recover();
    await take();
    await queue()?.drain();
    await sluice.resources.due.again(LOCAL_TENANT, 'failed');
    expect(await judge()).toEqual(['failed']);
  });

  it('come in as many rounds as they need', async () => {
    const event = { tenant: LOCAL_TENANT, at: lostAt, model: 'abuse', version: '1.0.0', texts: ['hello'] };
    const events = Array.from({ length: 12_000 }, (_, i) => ({
      id: `${lostAt - MINUTE_MS}-${String(i).padStart(10, '0')}`,
      event: { ...event, session_id: `many-${i}` },
      bytes: 1,
    }));
    await flush.write(events);
    const recovery = new RecoverSessions(sluice.resources);
    const rounds = [await recovery.execute(), await recovery.execute(), await recovery.execute()];
    expect(rounds.map((restored) => restored > 0)).toEqual([true, true, false]);
    expect(await sluice.resources.redis.zcard('{sluice}:live:due')).toBe(events.length);
  });

  it('negative control: get no verdict when nobody looks for them', async () => {
    await before(3, 'lost');
    expect([await judge(), await rowsOf('lost')]).toEqual([[], []]);
  });
});
