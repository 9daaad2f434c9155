import { join } from 'node:path';
import { aBatch, TestSystem, until, WebhookReceiver } from '@sluice/testing';
import { RestartedWorkers } from './restarted-workers.fixture';

const CALM = ['calm-1', 'calm-2', 'calm-3', 'calm-4'];
const ROWS = 2_000;
const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes....').toString('base64')}`;
/** Deaths, each of which is noticed when a lock ends, on a machine that may be busy. */
const JUDGED_WITHIN_MS = 150_000;

interface Seen {
  readonly action: string;
  readonly events: number;
  readonly stage2: { readonly events: number; readonly action: string; readonly unscored: string | null } | null;
}

describe('a live session whose rows cannot be scored again', () => {
  let receiver: WebhookReceiver;
  let system: TestSystem;
  let running: RestartedWorkers | undefined;

  async function start(preload: string): Promise<void> {
    receiver = await WebhookReceiver.start();
    system = await TestSystem.start({
      workers: 0,
      preloads: { worker: join(__dirname, 'chaos/preloads', preload) },
      env: {
        ...{ WEBHOOK_SECRETS: SECRET, WEBHOOK_ALLOWED_HOSTS: receiver.host },
        WEBHOOK_SESSION_URL: receiver.url('/verdicts'),
        // A call whose session Redis does not take in time goes without it.
        SESSION_TIMEOUT_MS: '60000',
      },
    });
  }
  afterEach(async () => {
    await running?.stop();
    running = undefined;
    await system.stop();
    await receiver.stop();
  });

  async function call(session_id: string, ...texts: readonly string[]): Promise<void> {
    await system.json('/predict', { texts, session_id, user_id: `user-of-${session_id}` });
    await system.json(`/sessions/${session_id}/close`, {});
  }
  const judged = (id: string, events: number): Promise<Seen> =>
    until(
      `the verdict on ${id}`,
      async () => {
        // On a busy machine Redis may be late now and then: that is a 503.
        const answer = await fetch(`${system.url}/sessions/${id}`);
        const session = answer.ok ? ((await answer.json()) as Seen) : null;
        return session?.stage2?.events === events ? session : undefined;
      },
      JUDGED_WITHIN_MS,
    );
  // The verdict is on record a moment before Redis, and so lists and counts, hear of it. Until then
  // a list may have the session already, by what stage 1 said of it.
  const listed = (action: string): Promise<readonly Seen[]> =>
    until('a session in the list with its verdict', async () => {
      const { sessions } = await system.json<{ sessions: Seen[] }>(`/sessions?action=${action}`);
      return sessions.some(({ stage2 }) => stage2 !== null) ? sessions : undefined;
    });
  const unscored = async (reason: string): Promise<number> => {
    const metrics = await (await fetch(`${system.url}/metrics`)).text();
    return Number(new RegExp(`^sluice_session_unscored_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec(metrics)?.[1]);
  };
  const told = async (): Promise<readonly { readonly session_id: string }[]> =>
    (await receiver.at('/verdicts')).map(({ body }) => (JSON.parse(body) as { data: { session_id: string } }).data);

  it('keeps the verdict of stage 1 for review after three deaths, and again when it goes on; others are judged', async () => {
    await start('dies-of-sessions.cjs');
    await call('killer', 'poison, but a nice day');
    for (const id of CALM) await call(id, 'have a nice day');
    const batch = await system.submit(aBatch({ rows: ROWS }));
    const worker = (running = new RestartedWorkers(system));
    const session = await judged('killer', 1);
    const expected = { unscored: 'WORKER_DIED', action: 'review', risk_gap: 0, events_gap: 0, degraded: false };
    expect(session).toMatchObject({ action: 'review', events: 1, stage2: expected });
    for (const id of CALM) {
      expect(await judged(id, 1)).toMatchObject({ action: 'allow', stage2: { unscored: null, action: 'allow' } });
    }
    const { state, counts } = await system.finished(batch);
    expect([state, counts.succeeded]).toEqual(['completed', ROWS]);
    expect(worker.deaths).toBe(3);
    expect(await listed('review')).toEqual([session]);
    const data = { session_id: 'killer', user_id: 'user-of-killer', action: 'review', unscored: 'WORKER_DIED' };
    expect(await told()).toEqual([expect.objectContaining(data)]);
    expect([await unscored('WORKER_DIED'), await unscored('FAILED')]).toEqual([1, 0]);

    await call('killer', 'and on it goes');
    expect(await judged('killer', 2)).toMatchObject({ stage2: { unscored: 'WORKER_DIED' } });
    expect(worker.deaths).toBe(6);
    await worker.stop();
    expect(worker.lastOutput).toMatch(/"unscored":"WORKER_DIED".*"session could not be scored again/);
    expect(worker.lastOutput).not.toContain('killer');
  });

  it('keeps the verdict of stage 1 for review when judging it fails every time', async () => {
    await start('dies-of-sessions.cjs');
    await call('faulty', 'fault', 'you are a worthless stupid idiot, shut up');
    const worker = (running = new RestartedWorkers(system));
    const session = await judged('faulty', 2);
    expect(session).toMatchObject({ stage2: { unscored: 'FAILED', risk_gap: 0, events_gap: 0, degraded: false } });
    expect(await listed(session.stage2?.action ?? '')).toEqual([session]);
    expect(await told()).toEqual([expect.objectContaining({ session_id: 'faulty', unscored: 'FAILED' })]);
    expect([await unscored('WORKER_DIED'), await unscored('FAILED')]).toEqual([0, 1]);
    expect(worker.deaths).toBe(0);
  });

  it('negative control: kills on when nobody counts', async () => {
    await start('forgets-deaths.cjs');
    await call('killer', 'poison, but a nice day');
    const worker = (running = new RestartedWorkers(system));
    await until('the fifth death', () => worker.deaths >= 5 || undefined, JUDGED_WITHIN_MS);
    expect(await system.json<Seen>('/sessions/killer')).toMatchObject({ action: 'allow', stage2: null });
  });
});
