import { LOCAL_TENANT } from '@sluice/contracts';
import { SessionAccumulator } from '@sluice/detection';
import { LiveSessions } from '@sluice/sessions';
import { startRedis, until, type TestRedis } from '@sluice/testing';
import { Redis } from 'ioredis';
import type { Predictions } from '../src/predict/predict';
import type { SessionsPage } from '../src/sessions/find-sessions';
import type { SessionView, UserView } from '../src/sessions/session-view';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { problemIn } from './problem';
import { taken } from './taken';

/** A call waits for its session, however slow the machine: this is not where it may do without. */
const PATIENT = '60000';
const HASTY = '10';

describe('live sessions', () => {
  let redis: TestRedis;
  let running: RunningPredictApp;

  /** Stage 1, once it has reached Redis. @param timeoutMs that a call waits for its session */
  async function connected(timeoutMs: string): Promise<RunningPredictApp> {
    const app = await startPredictApp(redis.url, { SESSION_TIMEOUT_MS: timeoutMs });
    await until('the first answer of Redis', async () => (await fetch(`${app.url}/sessions`)).ok || undefined);
    return app;
  }

  beforeAll(async () => {
    redis = await startRedis();
    running = await connected(PATIENT);
  });
  afterAll(async () => {
    await running.close();
    await redis.stop();
  });

  const get = (path: string): Promise<Response> => fetch(`${running.url}${path}`);
  async function predict(body: object, url = running.url): Promise<Predictions> {
    const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await taken(() => fetch(`${url}/predict`, call));
    expect(response.status).toBe(200);
    return (await response.json()) as Predictions;
  }
  const session = async (id: string): Promise<SessionView> =>
    (await (await get(`/sessions/${id}`)).json()) as SessionView;

  it('answers with the session so far, by the formula of the design', async () => {
    const first = await predict({ texts: ['0.1', '0.725'], session_id: 'chat-1', user_id: 'u1' });
    expect(first.session).toEqual({
      session_id: 'chat-1',
      events: 2,
      flagged: 1,
      risk: expect.closeTo(0.5, 6) as number,
      action: expect.any(String) as string,
    });
    const { session: second } = await predict({ texts: ['0.725'], session_id: 'chat-1', user_id: 'u1' });
    expect(second).toMatchObject({ events: 3, flagged: 2, risk: expect.closeTo(0.75, 6) as number, action: 'review' });
  });

  it('has no session without a session_id', async () => {
    expect(await predict({ texts: ['0.9'], user_id: 'nobody' })).not.toHaveProperty('session');
  });

  it('does not wait for it when told so, and counts it all the same', async () => {
    expect(await predict({ texts: ['0.9'], session_id: 'later', session: 'async' })).not.toHaveProperty('session');
    await until('the call of later', async () => (await session('later')).events === 1 || undefined);
  });

  it('counts an event once', async () => {
    const call = { texts: ['0.9'], session_id: 'once', event_id: 'e1' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => predict(call)));
    expect(answers.map((answer) => answer.session)).toEqual(
      answers.map(() => expect.objectContaining({ events: 1 }) as object),
    );
  });

  it('keeps the rows of calls with a session for stage 2, and only those', async () => {
    await predict({ texts: ['0.31', '0.9'], session_id: 'kept', event_id: 'e7', occurred_at: '2026-01-02T03:04:05Z' });
    await predict({ texts: ['0.32'] });
    const client = new Redis(redis.url);
    const kept = await client.xrange('{sluice}:live:events', '-', '+');
    client.disconnect();
    const events = kept.map(([, fields]) => JSON.parse(fields[1] ?? '') as unknown);
    expect(events).toContainEqual({
      ...{ tenant: LOCAL_TENANT, session_id: 'kept', event_id: 'e7', model: 'abuse', version: '1.0.0' },
      ...{ at: Date.parse('2026-01-02T03:04:05Z'), texts: ['0.31', '0.9'] },
    });
    expect(JSON.stringify(events)).not.toContain('0.32');
  });

  it('keeps no rows where SESSION_EVENTS is off', async () => {
    const without = await startPredictApp(redis.url, { SESSION_EVENTS: 'off' });
    try {
      const body = JSON.stringify({ texts: ['0.4242'], session_id: 'off' });
      const headers = { 'content-type': 'application/json' };
      await until('its session', async () => {
        const answer = await fetch(`${without.url}/predict`, { method: 'POST', headers, body });
        return 'events' in (((await answer.json()) as Predictions).session ?? {}) || undefined;
      });
    } finally {
      await without.close();
    }
    const client = new Redis(redis.url);
    expect(JSON.stringify(await client.xrange('{sluice}:live:events', '-', '+'))).not.toContain('0.4242');
    client.disconnect();
  });

  it('shows the earliest and the latest time of calls that came late', async () => {
    for (const day of ['2026-01-05', '2026-01-02', '2026-01-03']) {
      await predict({ texts: ['0.1'], session_id: 'late', occurred_at: `${day}T00:00:00Z` });
    }
    expect(await session('late')).toMatchObject({
      first_at: '2026-01-02T00:00:00.000Z',
      last_at: '2026-01-05T00:00:00.000Z',
    });
  });

  it('shows a session with its times, and a user over all sessions', async () => {
    await predict({ texts: ['0.9'], session_id: 'a', user_id: 'u2', occurred_at: '2026-01-02T03:04:05Z' });
    await predict({ texts: ['0.2'], session_id: 'a', user_id: 'u2', occurred_at: '2026-01-02T05:04:05+01:00' });
    await predict({ texts: ['0.8'], session_id: 'b', user_id: 'u2', occurred_at: '2026-02-02T00:00:00Z' });
    expect(await session('a')).toMatchObject({
      ...{ session_id: 'a', user_id: 'u2', events: 2, flagged: 1, max_score: 0.9, stage2: null, closed_at: null },
      ...{ first_at: '2026-01-02T03:04:05.000Z', last_at: '2026-01-02T04:04:05.000Z' },
    });
    const user = (await (await get('/users/u2')).json()) as UserView;
    expect(user).toMatchObject({
      user_id: 'u2',
      sessions: 2,
      events: 3,
      flagged: 2,
      last_at: '2026-02-02T00:00:00.000Z',
    });
    expect(user.risk).toBeGreaterThan((await session('a')).risk);
  });

  it('shows a session of a model that is no longer there, by the formula', async () => {
    const client = new Redis(redis.url);
    const rows = new SessionAccumulator(0.45);
    rows.add(1, 0.725, Date.now());
    await new LiveSessions(client, { ttlS: 60, maxEvents: 1, maxEventBytes: 1_000_000 }).record({
      ...{ tenant: LOCAL_TENANT, sessionId: 'orphan', userId: 'u9', eventId: null, event: null },
      ...{ aggregate: rows.aggregate(), model: 'gone' },
    });
    client.disconnect();
    const judged = { events: 1, flagged: 1, risk: expect.closeTo(0.5, 6) as number };
    expect(await session('orphan')).toMatchObject({ ...judged, action: expect.any(String) as string });
    expect(await (await get('/users/u9')).json()).toMatchObject(judged);
    expect((await get('/sessions')).status).toBe(200);
  });

  it('lists sessions by action over pages, each once', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, i) => predict({ texts: [i % 3 ? '0.1' : '1'], session_id: `p${i}` })),
    );
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = (await (
        await get(`/v1/sessions?action=block&limit=4${cursor && `&cursor=${cursor}`}`)
      ).json()) as SessionsPage;
      expect(page.sessions.every(({ action }) => action === 'block')).toBe(true);
      ids.push(...page.sessions.map(({ session_id }) => session_id));
      cursor = page.next_cursor;
    }
    const wanted = Array.from({ length: 10 }, (_, i) => `p${i * 3}`);
    expect(ids.filter((id) => id.startsWith('p')).sort()).toEqual(wanted.sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('closes a session, again and again, until its next call', async () => {
    await predict({ texts: ['0.9'], session_id: 'done' });
    const close = (): Promise<Response> => fetch(`${running.url}/sessions/done/close`, { method: 'POST' });
    const closed = (await (await close()).json()) as SessionView;
    expect(closed.closed_at).toEqual(expect.any(String));
    expect(await (await close()).json()).toEqual(closed);
    await predict({ texts: ['0.9'], session_id: 'done' });
    expect((await session('done')).closed_at).toBeNull();
  });

  it.each([
    ['/sessions/nobody', 404, 'SESSION_NOT_FOUND'],
    ['/sessions/with%20space', 404, 'SESSION_NOT_FOUND'],
    ['/users/nobody', 404, 'USER_NOT_FOUND'],
    ['/sessions?action=none', 400, 'INVALID_PARAMETER'],
    ['/sessions?cursor=x', 400, 'INVALID_PARAMETER'],
    ['/sessions?limit=0', 400, 'INVALID_PARAMETER'],
  ])('refuses %s', async (path, status, code) => {
    const { problem } = await problemIn(await get(path));
    expect([problem.status, problem.code]).toEqual([status, code]);
  });

  it('is read, and closed, from a Redis that answers later than predict would wait', async () => {
    const hasty = await connected(HASTY);
    const post = (path: string, body: object): Promise<Response> =>
      fetch(`${hasty.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    try {
      await predict({ texts: ['0.9'], session_id: 'slow', user_id: 'slow' });
      process.kill(redis.pid, 'SIGSTOP');
      const asked = ['/sessions/slow', '/users/slow', '/sessions?limit=1'].map((path) => fetch(hasty.url + path));
      const closed = post('/sessions/slow/close', {});
      const predicted = await post('/predict', { texts: ['0.9'], session_id: 'slow' });
      expect(((await predicted.json()) as Predictions).session).toEqual({ session_id: 'slow', degraded: true });
      process.kill(redis.pid, 'SIGCONT');
      const answers = await Promise.all([...asked, closed]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await hasty.close();
    }
  });

  it('scores on while Redis is frozen, says so, and comes back by itself', async () => {
    const hasty = await connected(HASTY);
    try {
      process.kill(redis.pid, 'SIGSTOP');
      for (let i = 0; i < 5; i++) {
        const { session: block, metadata } = await predict({ texts: ['0.9'], session_id: 'frozen' }, hasty.url);
        expect([block, metadata['degraded']]).toEqual([{ session_id: 'frozen', degraded: true }, ['session']]);
      }
      const { problem } = await problemIn(await fetch(`${hasty.url}/sessions/frozen`));
      expect([problem.status, problem.code]).toEqual([503, 'SESSIONS_UNAVAILABLE']);
      process.kill(redis.pid, 'SIGCONT');
      await until('sessions are back', async () => {
        const { session: block } = await predict({ texts: ['0.9'], session_id: 'thawed' }, hasty.url);
        return block === undefined || 'degraded' in block ? undefined : block;
      });
    } finally {
      process.kill(redis.pid, 'SIGCONT');
      await hasty.close();
    }
  });
});
