import { AuditReader } from '@sluice/audit';
import { startRedis, until, type TestRedis } from '@sluice/testing';
import type { Problem } from '../src/http/problem';
import type { ComparisonView, VersionStatistics } from '../src/rollouts/comparison-view';
import type { RolloutView } from '../src/rollouts/rollout-view';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { problemIn } from './problem';

const JSON_TYPE = { 'content-type': 'application/json' };
/** In a graph that casts texts to numbers: no probability. */
const FAILS = 'nan';

describe('trials', () => {
  let redis: TestRedis;
  let running: RunningPredictApp;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    await redis.flush();
    running = await startPredictApp(redis.url);
    await running.models.add({ name: 'trial', version: '1.0.0' });
    // Sees more to review in the same scores.
    const manifest = { threshold: 0.2, bands: { review: 0.2, block: 0.9 } };
    await running.models.add({ name: 'trial', version: '2.0.0', manifest });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
  });
  afterEach(() => running.close());

  async function set(rollout: unknown): Promise<RolloutView> {
    const body = JSON.stringify(rollout);
    const answer = await fetch(`${running.url}/models/trial/rollout`, { method: 'PUT', headers: JSON_TYPE, body });
    expect(answer.status).toBe(200);
    return (await answer.json()) as RolloutView;
  }
  const rollout = async (): Promise<RolloutView> =>
    (await (await fetch(`${running.url}/models/trial/rollout`)).json()) as RolloutView;
  const compare = (query = ''): Promise<Response> => fetch(`${running.url}/models/trial/comparison${query}`);
  const comparison = async (query = ''): Promise<ComparisonView> =>
    (await (await compare(query)).json()) as ComparisonView;

  const ask = (texts: readonly string[], fields: object = {}): Promise<Response> =>
    fetch(`${running.url}/models/trial/predict`, {
      ...{ method: 'POST', headers: JSON_TYPE },
      body: JSON.stringify({ texts, session: 'async', ...fields }),
    });

  /** When the processes have handed on what they counted, and Redis tells it. */
  function counted(
    query: string,
    isThere: (versions: readonly VersionStatistics[]) => boolean,
  ): Promise<ComparisonView> {
    return until('the counts to arrive', async () => {
      const answer = await compare(query);
      if (answer.status === 503) return undefined;
      const view = (await answer.json()) as ComparisonView;
      return !view.degraded && isThere(view.versions) ? view : undefined;
    });
  }

  it('let a shadow score what is answered, and show where it differs', async () => {
    await set({ pinned: '1.0.0', shadow: ['2.0.0'] });
    for (let i = 0; i < 20; i++) {
      const answer = (await (await ask(['0.1', '0.3', '0.95'])).json()) as { model: { version: string } };
      expect(answer.model.version).toBe('1.0.0');
    }
    const view = await counted('', (versions) => versions[1]?.rows === 60);
    expect(view).toMatchObject({
      ...{ name: 'trial', degraded: false, since: expect.any(String) as unknown },
      versions: [
        { version: '1.0.0', role: 'stable', requests: 20, rows: 60, actions: { allow: 40, review: 0, block: 20 } },
        { version: '2.0.0', role: 'shadow', requests: 20, rows: 60, actions: { allow: 20, review: 20, block: 20 } },
      ],
    });
    expect(view.comparisons).toMatchObject([
      {
        ...{ candidate: '2.0.0', stable: '1.0.0', psi: 0, verdict: 'keep_waiting' },
        reasons: ['TOO_FEW_ROWS', 'ACTIONS_DIFFER'],
        agreement: {
          rows: 60,
          matrix: { allow: { allow: 20, review: 20, block: 0 }, block: { block: 20 } },
          mcnemar: { method: 'exact', only_first: 0, only_second: 20 },
        },
      },
    ]);
    expect(view.versions[0]?.latency_ms.p95).toBeGreaterThan(0);
  });

  it('answer as ever when a shadow fails, and count its failures', async () => {
    await running.models.add({ name: 'trial', version: '3.0.0', manifest: { max_text_length: 3 } });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
    await set({ pinned: '1.0.0', shadow: ['3.0.0'] });
    expect((await ask(['0.500'])).status).toBe(200);
    const view = await counted('', (versions) => versions[1]?.requests === 1);
    expect(view.versions[1]).toMatchObject({ role: 'shadow', failed: 1, error_rate: 1 });
  });

  it('take a canary back that fails, once, with the evidence, and tell it from then on', async () => {
    const { revision } = await set({ canary: { version: '2.0.0', percent: 50 }, stable: '1.0.0' });
    const sessions = Array.from({ length: 40 }, (_, i) => `s${i}`);
    // While its breaker is open the stable version answers for it.
    for (const session_id of sessions) {
      const answer = await ask(['0.5'], { session_id });
      expect(answer.status).toBe(200);
      const { model } = (await answer.json()) as { model: { version: string } };
      if (model.version === '2.0.0') await ask([FAILS], { session_id });
    }
    const after = await until('the canary to be taken back', async () => {
      const view = await rollout();
      return view.revision > revision ? view : undefined;
    });
    expect(after).toMatchObject({ revision: revision + 1, mode: 'pinned', stable: '1.0.0' });
    expect(after.history[0]?.rollback).toMatchObject({
      ...{ revision, version: '2.0.0' },
      breaches: [{ metric: 'error_rate', stable: 0, bound: 0.02 }],
    });
    const audit = running.app.get(AuditReader);
    const recorded = await until('the record of it', async () => {
      const { records } = await audit.page(Number.MAX_SAFE_INTEGER, 2, { action: 'rollout.rollback' });
      return records.length > 0 ? records : undefined;
    });
    expect(recorded.map(({ actor, target, detail }) => [actor, target, detail['version']])).toEqual([
      ['system', 'trial', '2.0.0'],
    ]);
    // Logged before it was recorded, and once.
    expect(running.log.filter((line) => line.includes('canary rolled back'))).toHaveLength(1);
    for (const session_id of sessions) expect((await ask(['0.5'], { session_id })).status).toBe(200);
    const { comparisons } = await counted(`?revision=${revision}`, () => true);
    expect(comparisons[0]).toMatchObject({ role: 'canary', verdict: 'reject', agreement: null });
  });

  it('leave a canary alone whose guard does not watch what is wrong', async () => {
    const guard = { error_rate: null, min_requests: 1, p95_ratio: null, psi: null };
    const { revision, canary } = await set({ canary: { version: '2.0.0', percent: 100, guard }, stable: '1.0.0' });
    expect(canary?.guard).toEqual(guard);
    for (let i = 0; i < 20; i++) await ask([FAILS]);
    await counted('', (versions) => versions[1]?.failed === 20);
    expect((await rollout()).revision).toBe(revision);
  });

  it('go on counting while Redis is away, and hand it on later', async () => {
    const { revision } = await set({ weights: { '1.0.0': 50, '2.0.0': 50 } });
    process.kill(redis.pid, 'SIGSTOP');
    try {
      for (let i = 0; i < 10; i++) expect((await ask(['0.5'])).status).toBe(200);
      expect(await comparison()).toMatchObject({ degraded: true, revision });
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    const view = await counted('', (versions) => versions.reduce((sum, { rows }) => sum + rows, 0) >= 10);
    expect(view).toMatchObject({ versions: [{ role: 'stable' }, { role: 'share' }] });
    expect(view.versions.reduce((sum, { rows }) => sum + rows, 0)).toBe(10);
  });

  it('have nothing to compare where one version serves', async () => {
    expect(await comparison()).toMatchObject({ revision: 0, since: null, comparisons: [] });
  });

  it.each([
    ['?revision=7', 400, 'INVALID_PARAMETER'],
    ['?revision=x', 400, 'INVALID_PARAMETER'],
    ['?revision=0', 400, 'INVALID_PARAMETER'],
  ])('know no comparison %s', async (query, status, code) => {
    const { problem } = await problemIn(await compare(query));
    expect([problem.status, problem.code]).toEqual([status, code]);
  });

  it.each<[unknown, string]>([
    [{ canary: { version: '2.0.0', percent: 5, guard: { psi: -1 } } }, '/canary/guard/psi'],
    [{ canary: { version: '2.0.0', percent: 5, guard: { min_requests: null } } }, '/canary/guard/min_requests'],
    [{ canary: { version: '2.0.0', percent: 5, guard: null } }, '/canary/guard'],
    [{ canary: { version: '2.0.0', percent: 5, guard: { p99: 2 } } }, '/canary/guard/p99'],
    [{ shadow: '1.0.0' }, '/shadow'],
    [{ shadow: ['1.0.0', 7] }, '/shadow'],
    [{ shadow: ['2.0.0'] }, '/shadow/0'],
    [{ shadow: ['9.9.9'] }, '/shadow/0'],
  ])('refuse %j at %s', async (body, pointer) => {
    const answer = await fetch(`${running.url}/models/trial/rollout`, {
      ...{ method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(body) },
    });
    const { problem }: { problem: Problem } = await problemIn(answer);
    expect(problem.status).toBe(422);
    expect(problem.errors).toContainEqual(expect.objectContaining({ pointer }));
  });
});
