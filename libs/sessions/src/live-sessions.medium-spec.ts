import { SessionAccumulator, mergeAggregates, type SessionAggregate } from '@sluice/detection';
import { startRedis, type TestRedis } from '@sluice/testing';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import type { LiveCall, LiveVerdict } from './live-session';
import { LiveSessions } from './live-sessions';

const THRESHOLD = 0.45;

/** Scores as the models give them: 7 decimals. */
const aScore = (): fc.Arbitrary<number> => fc.integer({ min: 0, max: 1e7 }).map((n) => n / 1e7);
const aCall = (): fc.Arbitrary<SessionAggregate> =>
  fc
    .array(fc.record({ score: aScore(), at: fc.option(fc.integer({ min: 0, max: 4e12 })) }), {
      minLength: 1,
      maxLength: 12,
    })
    .map(aggregateOf);

function aggregateOf(rows: readonly { score: number; at: number | null }[]): SessionAggregate {
  const accumulator = new SessionAccumulator(THRESHOLD);
  rows.forEach(({ score, at }, index) => {
    accumulator.add(index + 1, score, at);
  });
  return accumulator.aggregate();
}

/** As in a contiguous run, but calls may come late. */
function mergedLive(before: SessionAggregate, call: SessionAggregate): SessionAggregate {
  const times = (a: number | null, b: number | null): number[] => [a, b].filter((at) => at !== null);
  const first = times(before.first_at, call.first_at);
  const last = times(before.last_at, call.last_at);
  return {
    ...mergeAggregates(before, call),
    first_at: first.length > 0 ? Math.min(...first) : null,
    last_at: last.length > 0 ? Math.max(...last) : null,
  };
}

/** The rows of a call behind `before` others. */
function shifted(aggregate: SessionAggregate, before: number): SessionAggregate {
  return { ...aggregate, top_rows: aggregate.top_rows.map(({ row, score }) => ({ row: row + before, score })) };
}

describe('LiveSessions', () => {
  let server: TestRedis;
  let redis: Redis;
  let sessions: LiveSessions;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    sessions = new LiveSessions(redis, { ttlS: 3_600, maxEvents: 1_000, maxEventBytes: 1_000_000 });
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  const call = (changes: Partial<LiveCall> = {}): LiveCall => ({
    tenant: 'local',
    sessionId: 's1',
    userId: null,
    eventId: null,
    aggregate: aggregateOf([{ score: 0.9, at: 1 }]),
    model: 'abuse',
    event: null,
    ...changes,
  });

  it('holds the aggregate that libs/detection makes of the same rows, whatever the calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aCall(), { minLength: 1, maxLength: 8 }), async (calls) => {
        await redis.flushall();
        let expected: SessionAggregate | undefined;
        for (const aggregate of calls) {
          const next = shifted(aggregate, expected?.events ?? 0);
          expected = expected ? mergedLive(expected, next) : next;
          const live = await sessions.record(call({ aggregate, userId: 'u' }));
          expect(live.aggregate).toEqual(expected);
        }
        expect((await sessions.find('local', 's1'))?.aggregate).toEqual(expected);
        expect((await sessions.findUser('local', 'u'))?.aggregate).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('counts every one of many simultaneous calls once, and an event id once', async () => {
    const repeated = Array.from({ length: 200 }, (_, i) => call({ eventId: `e${i % 100}` }));
    await Promise.all([...repeated, ...repeated.map(() => call())].map((one) => sessions.record(one)));
    expect((await sessions.find('local', 's1'))?.aggregate.events).toBe(300);
  });

  it('gives the session as it is when an event comes again', async () => {
    const first = await sessions.record(call({ eventId: 'e1' }));
    const again = await sessions.record(call({ eventId: 'e1', aggregate: aggregateOf([{ score: 1, at: 2 }]) }));
    expect(again.aggregate).toEqual(first.aggregate);
  });

  const events = async (): Promise<(string | undefined)[]> =>
    (await redis.xrange('{sluice}:live:events', '-', '+')).map(([, fields]) => fields[1]);

  it('keeps the events of calls in their order, those that came again once', async () => {
    for (const [eventId, event] of [
      [null, 'a'],
      ['e1', 'b'],
      ['e1', 'b'],
      [null, null],
      [null, 'c'],
    ] as const) {
      await sessions.record(call({ eventId, event }));
    }
    expect(await events()).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['many', { maxEvents: 3, maxEventBytes: 1_000 }, ['ccc', 'dd', 'e'], '2'],
    ['heavy', { maxEvents: 100, maxEventBytes: 4 }, ['dd', 'e'], '3'],
    ['wide for one', { maxEvents: 100, maxEventBytes: 0 }, [], '5'],
  ])('pushes the oldest events out when they are too %s, and counts them', async (_, bounds, left, lost) => {
    const bounded = new LiveSessions(redis, { ttlS: 3_600, ...bounds });
    for (const event of ['aaaaa', 'bbbb', 'ccc', 'dd', 'e']) await bounded.record(call({ event }));
    expect(await events()).toEqual(left);
    expect(await redis.get('{sluice}:live:events-lost')).toBe(lost);
    expect(await redis.get('{sluice}:live:events-bytes')).toBe(String(left.join('').length));
  });

  it('keeps sessions, users and tenants apart', async () => {
    await sessions.record(call({ sessionId: 'a', userId: 'u' }));
    await sessions.record(call({ sessionId: 'b', userId: 'u' }));
    await sessions.record(call({ sessionId: 'b', userId: 'someone-else' }));
    await sessions.record(call({ sessionId: 'a', userId: 'u', tenant: 'other' }));
    const user = await sessions.findUser('local', 'u');
    expect([user?.sessions, user?.aggregate.events]).toEqual([2, 2]);
    expect(await sessions.findUser('local', 'someone-else')).toBeNull();
    expect((await sessions.find('local', 'b'))?.userId).toBe('u');
    expect((await sessions.find('other', 'a'))?.aggregate.events).toBe(1);
    expect(await sessions.find('other', 'b')).toBeNull();
  });

  it('counts the session of a user who was forgotten meanwhile', async () => {
    await sessions.record(call({ userId: 'u' }));
    await redis.del('{sluice}:live:u:local:u');
    await sessions.record(call({ userId: 'u' }));
    expect((await sessions.findUser('local', 'u'))?.sessions).toBe(1);
  });

  it('lists every session once over pages, the latest first, also those of one millisecond', async () => {
    const ids = Array.from({ length: 57 }, (_, i) => `s${String(i).padStart(2, '0')}`);
    await Promise.all(ids.map((sessionId) => sessions.record(call({ sessionId }))));
    const seen: { id: string; at: number }[] = [];
    for (let page = await sessions.list('local', 10, null); page.length > 0;) {
      seen.push(...page.map(({ sessionId, lastSeenAt }) => ({ id: sessionId, at: lastSeenAt })));
      const last = page.at(-1);
      page = last ? await sessions.list('local', 10, { seenAt: last.lastSeenAt, sessionId: last.sessionId }) : [];
    }
    expect(seen.map(({ id }) => id).sort()).toEqual(ids);
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).sort((a, b) => b - a));
  });

  it('closes a session until it is heard of again', async () => {
    expect(await sessions.close('local', 's1')).toBeNull();
    await sessions.record(call());
    const closed = await sessions.close('local', 's1');
    expect(closed?.closedAt).toEqual(expect.any(Number));
    expect((await sessions.close('local', 's1'))?.closedAt).toBe(closed?.closedAt);
    expect((await sessions.record(call())).closedAt).toBeNull();
  });

  it('keeps about as many events as it may', async () => {
    const few = new LiveSessions(redis, { ttlS: 3_600, maxEvents: 100, maxEventBytes: 1_000_000 });
    for (let i = 0; i < 500; i++) await few.record(call({ event: JSON.stringify({ i }) }));
    const kept = await redis.xlen('{sluice}:live:events');
    expect(kept).toBeGreaterThanOrEqual(100);
    expect(kept).toBeLessThan(300);
  });

  it('keeps what stage 2 said, and was told, while the session goes on', async () => {
    const { beganAt, lastEvent } = await sessions.record(call({ event: 'a', eventId: 'e1' }));
    await sessions.raise('local', 's1', 2);
    await sessions.close('local', 's1');
    const verdict: LiveVerdict = {
      ...{ until: lastEvent ?? '', model: 'abuse-cascade@1.0.0', events: 1, flagged: 1, max_score: 0.9 },
      ...{
        risk: 0.8181818,
        action: 'review',
        risk_gap: -0.0000001,
        events_gap: -2,
        degraded: true,
        fallback: true,
        unscored: 'FAILED',
        judged_at: 1.8e12,
      },
    };
    expect(await sessions.recordVerdict('local', 's1', verdict)).toBe(true);
    expect(await sessions.recordVerdict('local', 's1', { ...verdict, risk: 0 })).toBe(false);
    expect([...(await sessions.unscoredCounts())]).toEqual([['FAILED', 1]]);
    const later = await sessions.record(call({ event: 'b', userId: 'u' }));
    expect(later).toMatchObject({ beganAt, raisedTo: 2, closedAt: null, stage2: verdict, userId: 'u' });
    expect(later.lastEvent).not.toBe(lastEvent);
    expect(await sessions.find('local', 's1')).toEqual(later);
  });

  it('counts an event id once, whether it came long ago or just now', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `e${i}`);
    const counts: number[] = [];
    for (const eventId of ids) {
      await sessions.record(call({ eventId }));
      for (const again of [eventId, 'e0']) {
        counts.push((await sessions.record(call({ eventId: again }))).aggregate.events);
      }
    }
    expect(counts).toEqual(ids.flatMap((_, i) => [i + 1, i + 1]));
  });

  describe('restores', () => {
    const due = (): Promise<string[]> => redis.zrange('{sluice}:live:due', '0', '-1');
    const began = Date.now() - 60_000;
    const lost = { sessionId: 's1', userId: 'u', model: 'abuse', beganAt: began };
    const lastEvent = `${began + 1_000}-0000000007`;

    it('a session that it does not know, without its rows, and goes on from there', async () => {
      for (let i = 0; i < 2; i++) await sessions.restore('local', [{ ...lost, lastEvent }]);
      const expected = { ...lost, lastEvent, lastSeenAt: began + 1_000, closedAt: null, raisedTo: 0, stage2: null };
      expect(await sessions.list('local', 10, null)).toEqual([{ ...expected, aggregate: aggregateOf([]) }]);
      expect([await due(), await redis.smembers('{sluice}:live:tenants')]).toEqual([['local:s1'], ['local']]);
      const { aggregate, beganAt } = await sessions.record(call({ eventId: 'e1', event: 'a' }));
      expect([aggregate.events, beganAt]).toEqual([1, began]);
    });

    it('nothing but the beginning of one that it knows', async () => {
      const known = await sessions.record(call({ event: 'a' }));
      await sessions.restore('local', [{ ...lost, lastEvent }]);
      expect(await sessions.find('local', 's1')).toEqual({ ...known, beganAt: began });
      expect(await due()).toEqual([]);
    });

    it('the last event of one of which it knows an earlier one', async () => {
      await sessions.restore('local', [{ ...lost, lastEvent: `${began}-0000000099` }]);
      await redis.del('{sluice}:live:due');
      await sessions.restore('local', [{ ...lost, lastEvent }]);
      expect([(await sessions.find('local', 's1'))?.lastEvent, await due()]).toEqual([lastEvent, ['local:s1']]);
    });
  });

  it('forgets sessions whose time is over, and begins anew', async () => {
    const later = new LiveSessions(redis, { ttlS: 0, maxEvents: 1, maxEventBytes: 1_000 });
    for (const sessionId of ['a', 'b', 'c']) await sessions.record(call({ sessionId, eventId: 'e1' }));
    await sessions.record(call({ sessionId: 'a', tenant: 'other' }));
    expect([await later.find('local', 'a'), await later.close('local', 'a')]).toEqual([null, null]);
    expect((await later.record(call({ sessionId: 'a', eventId: 'e1' }))).aggregate.events).toBe(1);
    await later.forget();
    expect(await sessions.list('local', 10, null)).toEqual([]);
    expect(await redis.keys('{sluice}:live:s*')).toEqual([]);
  });

  it('goes on when Redis forgot the scripts and the sessions', async () => {
    await sessions.record(call());
    await redis.script('FLUSH');
    await redis.flushall();
    expect((await sessions.record(call())).aggregate.events).toBe(1);
  });
});
