import { TestSystem, until } from '@sluice/testing';
import type { SessionsPage } from '../src/sessions/find-sessions';
import type { SessionView } from '../src/sessions/session-view';

const INSULT = 'you are a worthless stupid idiot, shut up';

describe('stage 2 of live sessions, on the built system', () => {
  let system: TestSystem;
  beforeAll(async () => {
    // Whoever is in a hurry goes without a session: here nobody is.
    system = await TestSystem.start({ env: { SESSION_TIMEOUT_MS: '60000' } });
    await until('the first answer of Redis', async () => (await fetch(`${system.url}/sessions`)).ok || undefined);
  });
  afterAll(() => system.stop());

  async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${system.url}${path}`, { ...init, headers });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  }
  const judged = (id: string): Promise<SessionView> =>
    until('the verdict of stage 2', async () => {
      const session = await json<SessionView>(`/sessions/${id}`);
      return session.stage2 === null ? undefined : session;
    });

  it('judges a closed session, shows it in lists and metrics, and remembers it without Redis', async () => {
    for (const texts of [['hello'], [INSULT, 'fine']]) {
      await json('/predict', { method: 'POST', body: JSON.stringify({ texts, session_id: 'e2e' }) });
    }
    await json('/sessions/e2e/close', { method: 'POST', body: '{}' });
    const session = await judged('e2e');
    expect(session.stage2).toMatchObject({ events: 3, events_gap: 0, degraded: false, fallback: true });
    expect(session.action).toBe(session.stage2?.action);
    // The verdict is in the store a moment before it is in Redis, which lists go by.
    const listed = await until('the verdict in the list', async () => {
      const { sessions } = await json<SessionsPage>(`/sessions?action=${session.action}`);
      return sessions.find(({ stage2 }) => stage2 !== null);
    });
    expect(listed).toEqual(session);
    const metrics = await (await fetch(`${system.url}/metrics`)).text();
    expect(metrics).toMatch(/sluice_session_verdicts_total\{action="\w+"\} 1/);
    await system.redis.flush();
    expect(await json<SessionView>('/sessions/e2e')).toMatchObject({ events: 3, stage2: session.stage2 });
  });

  it('removes rows and verdicts whose time is over from the store, and nothing else', async () => {
    const [hour, day] = [3_600_000, 86_400_000];
    const ids = (at: number): string => `${at}-0000000000`;
    const events = (at: number): string => `sessions/t/events/${Math.floor(at / hour)}/${ids(at)}_${ids(at)}.1.parquet`;
    const verdict = (at: number): string => `sessions/t/verdicts/${Math.floor(at / day)}/${'0'.repeat(32)}/${ids(at)}`;
    const now = Date.now();
    const [old, kept] = [
      [events(now - 26 * hour), verdict(now - 32 * day)],
      [events(now - 22 * hour), verdict(now - 28 * day)],
    ];
    for (const key of [...old, ...kept]) await system.store.putIfAbsent(key, '{}');
    const gone = async (keys: readonly string[]): Promise<number> =>
      (await Promise.all(keys.map((key) => system.store.size(key)))).filter((size) => size === null).length;
    await system.stopWorkers();
    await system.startWorker();
    await until('the end of what is old', async () => ((await gone(old)) === old.length ? true : undefined));
    expect(await gone(kept)).toBe(0);
  });
});
