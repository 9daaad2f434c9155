import type { SessionPayload } from '@sluice/batches';
import { LOCAL_TENANT } from '@sluice/contracts';
import { SessionAccumulator } from '@sluice/detection';
import {
  DueSessions,
  encodeAggregate,
  encodeEvent,
  EventStream,
  LiveSessions,
  sessionClaims,
  VerdictRecords,
  type DuePage,
  type LiveSession,
  type VerdictRecord,
} from '@sluice/sessions';
import { until } from '@sluice/testing';
import { InProcess } from './in-process.fixture';
import { FlushEvents } from '../src/housekeeping/flush-events';
import { TakeSessions } from '../src/housekeeping/take-sessions';
import { JudgeSession } from '../src/judge-session/judge-session';

const TEXTS = ['hello there', 'you are a worthless idiot', 'thanks, see you', 'shut up you stupid moron'];
const AT = Date.parse('2026-01-02T03:04:05Z');
const NEVER_QUIET_MS = 86_400_000;

describe('stage 2 of live sessions', () => {
  let sluice: InProcess;
  let sessions: LiveSessions;
  let stream: EventStream;
  let flush: FlushEvents;
  let due: DueSessions;

  beforeAll(async () => {
    sluice = await InProcess.start();
    const { redis, live } = sluice.resources;
    await until('Redis', async () => (await redis.ping().catch(() => null)) ?? undefined);
    sessions = new LiveSessions(redis, { ttlS: 3_600, maxEvents: 100_000, maxEventBytes: 10_000_000 });
    stream = new EventStream(redis);
    flush = new FlushEvents(sluice.resources, stream);
    due = new DueSessions(redis, live, NEVER_QUIET_MS);
  });
  beforeEach(async () => {
    await sluice.resources.redis.flushall();
    await sluice.resources.store.deletePrefix('sessions');
  });
  afterAll(() => sluice.stop());

  /** A predict call as the gateway records it, scored by stage 1. */
  async function call(sessionId: string, texts: readonly string[], at = AT, eventId?: string): Promise<LiveSession> {
    const abuse = sluice.resources.inference.get('abuse');
    const { manifest, ref } = abuse;
    const { scores } = await abuse.score(texts);
    const rows = new SessionAccumulator(manifest.threshold);
    scores.forEach((score, i) => {
      rows.add(i + 1, score, at);
    });
    const [tenant, model, { version }] = [LOCAL_TENANT, manifest.name, ref];
    const event = encodeEvent({ tenant, session_id: sessionId, event_id: eventId, at, model, version, texts });
    const ids = { tenant, sessionId, userId: null, eventId: eventId ?? null };
    return sessions.record({ ...ids, aggregate: rows.aggregate(), model, event });
  }
  const take = (from = due): Promise<number> => new TakeSessions({ ...sluice.resources, due: from }, flush).execute();
  const waiting = (): Promise<number> => sluice.resources.queue.depth('session');
  const payloadOf = ({ sessionId, lastEvent, beganAt: from, model, aggregate }: LiveSession): SessionPayload => {
    const [numbers, topRows] = encodeAggregate(aggregate);
    return { tenant: LOCAL_TENANT, sessionId, until: lastEvent ?? '', from, model, numbers, topRows };
  };
  const judge = (session: LiveSession): Promise<VerdictRecord> =>
    new JudgeSession(sluice.resources).execute(payloadOf(session));
  const found = async (sessionId: string): Promise<LiveSession> => {
    const session = await sessions.find(LOCAL_TENANT, sessionId);
    if (session === null) throw new Error('there is no such session');
    return session;
  };
  const files = async (): Promise<string[]> => {
    const hours = await sluice.resources.store.list('sessions/local/events');
    return (
      await Promise.all(hours.map((hour) => sluice.resources.store.list(`sessions/local/events/${hour}`)))
    ).flat();
  };

  it('comes to a session that was closed or went over a band at once, and to a quiet one later', async () => {
    for (const id of ['closed', 'raised', 'open']) await call(id, TEXTS);
    expect(await take()).toBe(0);
    await sessions.close(LOCAL_TENANT, 'closed');
    await sessions.raise(LOCAL_TENANT, 'raised', 1);
    await sessions.raise(LOCAL_TENANT, 'raised', 1);
    expect(await take()).toBe(2);
    expect(await take()).toBe(0);
    const quiet = new DueSessions(sluice.resources.redis, sluice.resources.live, 1);
    await until('the quiet session', async () => ((await take(quiet)) > 0 ? true : undefined));
    await until('all three', async () => {
      await take(quiet);
      return (await waiting()) === 3 || undefined;
    });
  });

  it('has the aggregate of the same rows scored as a batch by the same model', async () => {
    const texts = Array.from({ length: 300 }, (_, i) => `${TEXTS[i % TEXTS.length] ?? ''} ${i}`);
    for (const [i, text] of texts.entries()) await call('same', [text], AT + i * 1_000);
    await flush.execute();
    const { aggregate, model, degraded } = await judge(await found('same'));
    expect([model.name, degraded]).toEqual(['abuse-cascade', false]);
    const lines = texts.map((text, i) => `same,${new Date(AT + i * 1_000).toISOString()},"${text}"`);
    const csv = `session_id,occurred_at,text\n${lines.join('\n')}\n`;
    const batch = await sluice.accept(csv, 16_384, 'abuse-cascade');
    await sluice.run(batch);
    const ledger = await sluice.ledger(batch);
    const commit = await ledger.commitOf('0');
    if (commit === null) throw new Error('not committed');
    const [segment] = (await ledger.resultOf(commit)).segments;
    expect(JSON.stringify(aggregate)).toBe(JSON.stringify(segment?.aggregate));
  });

  it('shows its verdict on the session, with the gap, once for all attempts', async () => {
    await call('shown', TEXTS);
    await flush.execute();
    const record = await judge(await found('shown'));
    expect(await judge(await found('shown'))).toEqual(record);
    const { stage2 } = await found('shown');
    expect(stage2).toMatchObject({ events: 4, events_gap: 0, degraded: false, action: record.verdict.action });
    expect(stage2?.risk_gap).toBeCloseTo(record.verdict.risk - record.sketch.risk, 7);
    expect([...(await sessions.verdictCounts()).values()]).toEqual([1]);
  });

  it.each([
    [1, 'that of stage 2', null, /^abuse-cascade@/],
    [2, 'that of stage 1', 'WORKER_DIED', /^abuse@/],
  ])('gives, after a death and %i more alone, a verdict: %s', async (deaths, _, unscored, model) => {
    await call('dying', TEXTS);
    await flush.execute();
    const payload = payloadOf(await found('dying'));
    const { store } = sluice.resources;
    const left = `${sessionClaims(LOCAL_TENANT, 'dying', payload.until)}/${payload.until}`;
    for (let death = 0; death < deaths; death++) await store.putIfAbsent(`${left}/${death}`, '{"alone":true}');
    await new JudgeSession(sluice.resources).execute(payload, true);
    expect((await found('dying')).stage2).toMatchObject({ unscored, model: expect.stringMatching(model) as string });
    expect(await store.list(left)).toHaveLength(deaths);
  });

  it('takes a session once, whatever two housekeepers do and however often', async () => {
    await call('twice', TEXTS);
    await sessions.close(LOCAL_TENANT, 'twice');
    await Promise.all([take(), take()]);
    await sessions.close(LOCAL_TENANT, 'twice');
    await take();
    expect(await waiting()).toBe(1);
    expect((await judge(await found('twice'))).aggregate.events).toBe(4);
    await sessions.close(LOCAL_TENANT, 'twice');
    expect(await take()).toBe(0);
  });

  it('loses and doubles nothing when a worker dies between writing, trimming, queueing and settling', async () => {
    await call('killed', TEXTS);
    const last = (await stream.last()) ?? '';
    await flush.write(await stream.read(last, { events: 10, bytes: 10_000 }));
    await call('killed', ['one more', 'and another']);
    await sessions.close(LOCAL_TENANT, 'killed');
    await flush.execute();
    expect(await files()).toHaveLength(2);
    expect(await stream.last()).toBeNull();
    const page: DuePage = await due.take();
    await sluice.resources.queue.addSessions(page.sessions.map(({ session }) => payloadOf(session)));
    expect(await take()).toBe(1);
    expect(await waiting()).toBe(1);
    const session = await found('killed');
    const { aggregate, degraded } = await judge(session);
    expect([aggregate.events, degraded]).toEqual([6, false]);
  });

  it('survives, as a record, a Redis that forgot the session', async () => {
    await call('kept', TEXTS);
    await flush.execute();
    const record = await judge(await found('kept'));
    await sluice.resources.redis.flushall();
    expect(await new VerdictRecords(sluice.resources.store).latest(LOCAL_TENANT, 'kept')).toEqual(record);
  });

  it.each([
    ['events were lost', () => sluice.resources.redis.del('{sluice}:live:events'), 2, -4],
    ['the sketch was lost', () => flush.execute().then(() => sluice.resources.redis.flushall()), 6, 4],
  ])('is degraded when %s', async (_, lose, events, events_gap) => {
    await call('lost', TEXTS);
    await lose();
    await due.take();
    await call('lost', ['one more', 'and another']);
    await flush.execute();
    await judge(await found('lost'));
    expect((await found('lost')).stage2).toMatchObject({ events, events_gap, degraded: true });
  });

  it('leaves a session alone whose events are not kept', async () => {
    const { aggregate } = await call('with', TEXTS);
    await sessions.record({
      ...{ tenant: LOCAL_TENANT, sessionId: 'without', userId: null, eventId: null },
      ...{ aggregate, model: 'abuse', event: null },
    });
    await sessions.close(LOCAL_TENANT, 'without');
    expect(await take()).toBe(0);
  });
});
