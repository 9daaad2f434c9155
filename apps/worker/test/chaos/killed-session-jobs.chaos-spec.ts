import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { reachRedis } from '@sluice/platform';
import { ChaosRun, TestSystem, until } from '@sluice/testing';
import { judgedSessions, verdictsOf, wrongVerdicts, type WrongVerdicts } from './judged-sessions';

/** Enough that some wait at the last kill, however fast they are judged. */
const SESSIONS = 240;
/** Calls of a session, and rows of a call. */
const CALLS = 3;
const ROWS = 40;
/** Kills that have to end a job. */
const HITS = 8;
const LONGEST_WAIT_MS = 100;
/** Lock and check of the queue, and the lease of housekeeping, more than once. */
const JUDGED_WITHIN_MS = 180_000;
/** A session that nobody judges has no verdict by then. */
const LOST_AFTER_MS = 45_000;
const AT = Date.parse('2026-01-05T08:00:00Z');
const NONE_WRONG: WrongVerdicts = { missing: 0, twice: 0, changed: 0 };
const ACTIVE = '{sluice}:session:active';

const ids = (name: string): string[] => Array.from({ length: SESSIONS }, (_, i) => `${name}-${i}`);
const PAIRS = ids('calm').map((calm, i) => [calm, `hit-${i}`] as const);

/** Calls of a session: of the same number, the same ones. */
async function callsOf(system: TestSystem, name: string): Promise<void> {
  const post = async (path: string, body: unknown): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${system.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
  };
  for (const [i, session_id] of ids(name).entries()) {
    for (let call = 0; call < CALLS; call++) {
      const texts = Array.from({ length: ROWS }, (_, row) =>
        (i + call * ROWS + row) % 7 === 0 ? `you are a worthless idiot ${i}` : `have a nice day ${i} ${call} ${row}`,
      );
      const occurred_at = new Date(AT + i * 60_000 + call * 1_000).toISOString();
      await post('/predict', { texts, session_id, event_id: `${i}-${call}`, user_id: `user-${i % 10}`, occurred_at });
    }
    await post(`/sessions/${session_id}/close`, {});
  }
}

const ask = <T>({ redis }: TestSystem, question: Parameters<typeof reachRedis<T>>[2]): Promise<T> =>
  reachRedis(redis.url, { timeoutMs: 10_000 }, question);

/** Jobs of sessions that some worker has taken, or had when it died. */
const taken = (system: TestSystem): Promise<string[]> => ask(system, (redis) => redis.lrange(ACTIVE, 0, -1));

const allJudged = (system: TestSystem, count: number, timeoutMs: number): Promise<true> =>
  until(`${count} verdicts`, async () => ((await judgedSessions(system)) >= count ? true : undefined), timeoutMs);

/** Verdicts that sketches have got beside those of the calm sessions, once they are as many as expected. */
const countedVerdicts = (system: TestSystem, expected: number): Promise<number> =>
  until('the last verdict in its sketch', async () => {
    const verdicts = await ask(system, (redis) => redis.hgetall('{sluice}:live:verdicts'));
    const counted = Object.values(verdicts).reduce((sum, count) => sum + Number(count), -SESSIONS);
    return counted >= expected ? counted : undefined;
  });

/** A system that has judged the calm sessions, and has the others to judge; no worker runs. */
async function waitingSystem(preloads: { worker?: string } = {}): Promise<TestSystem> {
  const system = await TestSystem.start({ preloads });
  await callsOf(system, 'calm');
  await allJudged(system, SESSIONS, JUDGED_WITHIN_MS);
  await system.stopWorkers();
  await callsOf(system, 'hit');
  return system;
}

/** Kills the only worker while it judges, and starts another, until so many jobs have died. @returns kills */
async function killJobs(system: TestSystem, hits: number, run: ChaosRun): Promise<number> {
  const dead = new Set<string>();
  let kills = 0;
  await system.startWorker();
  while (dead.size < hits) {
    await until('a job', async () => ((await taken(system)).some((id) => !dead.has(id)) ? true : undefined), 60_000);
    await pause(run.pick(LONGEST_WAIT_MS));
    await system.killWorker();
    kills++;
    for (const id of await taken(system)) dead.add(id);
    await system.startWorker();
  }
  return kills;
}

describe('sessions whose worker is killed with SIGKILL while it judges them', () => {
  async function disturbed(
    name: string,
    disturb: (system: TestSystem, run: ChaosRun) => Promise<Readonly<Record<string, number>>>,
    given: { preloads?: { worker?: string }; withinMs?: number } = {},
  ): Promise<WrongVerdicts & { readonly counted: number | null }> {
    const run = new ChaosRun(name);
    const system = await waitingSystem(given.preloads);
    try {
      const done = await disturb(system, run);
      await allJudged(system, 2 * SESSIONS, given.withinMs ?? JUDGED_WITHIN_MS).catch(() => undefined);
      const wrong = wrongVerdicts(await verdictsOf(system), PAIRS);
      // A broken worker may have died after a verdict and before its sketch: nobody tells of that one any more.
      const counted = given.preloads === undefined ? await countedVerdicts(system, SESSIONS - wrong.missing) : null;
      run.print({ sessions: SESSIONS, rows: SESSIONS * CALLS * ROWS, ...done, ...wrong, counted });
      return { ...wrong, counted };
    } finally {
      await system.stop();
    }
  }

  it(`get one verdict each, that of an undisturbed run, after ${HITS} jobs that died`, async () => {
    const found = await disturbed('killed-session-jobs', async (system, run) => ({
      hits: HITS,
      kills: await killJobs(system, HITS, run),
    }));
    expect(found).toEqual({ ...NONE_WRONG, counted: SESSIONS });
  });

  it('get one verdict each when Redis is killed and started again meanwhile', async () => {
    const found = await disturbed('killed-session-jobs, Redis killed', async (system, run) => {
      await system.startWorker();
      await allJudged(system, SESSIONS + 5, JUDGED_WITHIN_MS);
      await pause(run.pick(LONGEST_WAIT_MS));
      await system.redis.kill();
      const judgedBefore = (await judgedSessions(system)) - SESSIONS;
      await system.redis.restart();
      return { judgedBefore };
    });
    expect(found).toEqual({ ...NONE_WRONG, counted: SESSIONS });
  });

  it('negative control: verdicts are missing when a job is delivered only once', async () => {
    const preloads = { worker: join(__dirname, 'preloads/judged-once.cjs') };
    const kill = async (system: TestSystem, run: ChaosRun): Promise<Record<string, number>> => ({
      hits: 3,
      kills: await killJobs(system, 3, run),
    });
    const given = { preloads, withinMs: LOST_AFTER_MS };
    const { missing } = await disturbed('killed-session-jobs, judged once', kill, given);
    expect(missing).toBeGreaterThan(0);
  });
});
