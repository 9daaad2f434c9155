import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@sluice/testing';
import type { Predictions } from '../src/predict/predict';
import type { RolloutView } from '../src/rollouts/rollout-view';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import type { Problem } from '../src/http/problem';
import { problemIn } from './problem';
import { taken } from './taken';

const JSON_TYPE = { 'content-type': 'application/json' };

async function refusal(answer: Response, status: number, code: string): Promise<Problem> {
  const { problem } = await problemIn(answer);
  expect([answer.status, problem.code]).toEqual([status, code]);
  return problem;
}

describe('rollouts', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp();
    for (const version of ['1.1.0', '1.2.0', '1.3.0', '1.4.0']) {
      await running.models.add({ name: 'abuse', version, manifest: { count_name: 'abusive_count' } });
    }
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
  });
  afterAll(() => running.close());

  const send = (body: unknown, model = 'abuse', url = running.url): Promise<Response> =>
    fetch(`${url}/models/${model}/rollout`, { method: 'PUT', headers: JSON_TYPE, body: JSON.stringify(body) });
  const read = async (url = running.url): Promise<RolloutView> =>
    (await (await fetch(`${url}/v1/models/abuse/rollout`)).json()) as RolloutView;

  async function set(body: unknown): Promise<RolloutView> {
    const answer = await send(body);
    expect(answer.status).toBe(200);
    return (await answer.json()) as RolloutView;
  }

  /** Version that answers. */
  async function ask(
    fields: Readonly<Record<string, unknown>> = {},
    path = '/predict',
    url = running.url,
  ): Promise<string> {
    const body = JSON.stringify({ texts: ['0.5'], session: 'async', ...fields });
    const answer = await taken(() => fetch(url + path, { method: 'POST', headers: JSON_TYPE, body }));
    expect(answer.status).toBe(200);
    return ((await answer.json()) as Predictions).model.version;
  }

  /** One after the other: all at once would be an overload, which is refused. */
  async function askSessions(count: number): Promise<string[]> {
    const versions: string[] = [];
    for (let i = 0; i < count; i++) versions.push(await ask({ session_id: `s${i}` }));
    return versions;
  }

  it('serves the newest good version until told otherwise', async () => {
    expect(await read()).toMatchObject({ revision: 0, mode: 'newest', stable: '1.4.0', updated_at: null, history: [] });
    expect(await ask()).toBe('1.4.0');
  });

  it('pins a version, also for /v2, and goes back to the newest', async () => {
    const { revision } = await set({ pinned: '1.1.0' });
    expect(await ask()).toBe('1.1.0');
    const body = JSON.stringify({ inputs: [{ name: 'text', shape: [1], datatype: 'BYTES', data: ['0.5'] }] });
    const answer = await fetch(`${running.url}/v2/models/abuse/infer`, { method: 'POST', headers: JSON_TYPE, body });
    expect(await answer.json()).toMatchObject({ model_version: '1.1.0' });
    expect(await ask({}, '/models/abuse/versions/1.3.0/predict')).toBe('1.3.0');
    expect(await set({})).toMatchObject({ revision: revision + 1, mode: 'newest', stable: '1.4.0', followed: true });
    expect(await ask()).toBe('1.4.0');
  });

  it('shares traffic out over five versions, each session with one of them', async () => {
    const weights = { '1.0.0': 20, '1.1.0': 20, '1.2.0': 20, '1.3.0': 20, '1.4.0': 20 };
    expect(await set({ weights })).toMatchObject({
      mode: 'weights',
      shares: expect.arrayContaining([{ version: '1.2.0', percent: 20 }]) as unknown,
    });
    const versions = await askSessions(200);
    expect([...new Set(versions)].sort()).toEqual(Object.keys(weights));
    expect(await askSessions(200)).toEqual(versions);
  });

  it('gives a growing canary more sessions, and takes none away; a user counts where there is no session', async () => {
    expect(await set({ canary: { version: '1.4.0', percent: 10 }, stable: '1.0.0' })).toMatchObject({
      ...{ mode: 'canary', stable: '1.0.0', canary: { version: '1.4.0', percent: 10 } },
    });
    const before = await askSessions(200);
    await set({ canary: { version: '1.4.0', percent: 50 } });
    const after = await askSessions(200);
    expect(before.every((version, i) => version === '1.0.0' || after[i] === '1.4.0')).toBe(true);
    const [few, many] = [before, after].map((all) => all.filter((version) => version === '1.4.0').length);
    expect(few).toBeGreaterThan(0);
    expect(many).toBeGreaterThan(few ?? 0);
    const ofUser = await Promise.all(Array.from({ length: 20 }, () => ask({ user_id: 'u1' })));
    expect(new Set(ofUser).size).toBe(1);
  });

  it.each<[unknown, string, string]>([
    [{ pinned: '9.9.9' }, '/pinned', 'UNKNOWN_VERSION'],
    [{ pinned: '2.0.0' }, '/pinned', 'VERSION_UNAVAILABLE'],
    [{ weights: { '1.0.0': 50, '1.1.0': 49 } }, '/weights', 'WEIGHTS_SUM'],
    [{ canary: { version: '1.1.0', percent: 5 }, stable: '9.9.9' }, '/stable', 'UNKNOWN_VERSION'],
    [{ pinned: '1.0.0', weights: { '1.0.0': 100 } }, '/weights', 'CONFLICT'],
  ])('refuses %j at %s, and what served before still serves', async (body, pointer, code) => {
    const before = await set({ pinned: '1.1.0' });
    const problem = await refusal(await send(body), 422, 'INVALID_ROLLOUT');
    expect(problem.errors).toContainEqual(expect.objectContaining({ pointer, code }));
    expect((await read()).revision).toBe(before.revision);
    expect(await ask()).toBe('1.1.0');
  });

  it.each<[unknown, string]>([
    [{ weights: { '1.0.0': '100' } }, '/weights'],
    [{ weights: [] }, '/weights'],
    [{ canary: { version: '1.1.0', percent: 101 } }, '/canary/percent'],
    [{ canary: { percent: 5 } }, '/canary/version'],
    [{ canary: '1.1.0' }, '/canary'],
    [{ pinned: 7 }, '/pinned'],
    [{ mirror: '1.0.0' }, '/mirror'],
  ])('refuses the body %j at %s', async (body, pointer) => {
    const problem = await refusal(await send(body), 422, 'INVALID_BODY');
    expect(problem.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  it('takes no request without a body for a wish', async () => {
    const { revision } = await read();
    const answer = await fetch(`${running.url}/models/abuse/rollout`, { method: 'PUT' });
    await refusal(answer, 422, 'INVALID_BODY');
    expect((await read()).revision).toBe(revision);
  });

  it('knows no rollout of a model that is not there', async () => {
    await refusal(await send({}, 'nothing'), 404, 'MODEL_NOT_FOUND');
  });

  it('lets one of two changes at the same time win', async () => {
    const { revision } = await read();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send({ pinned: '1.2.0' })));
    const won = answers.filter(({ status }) => status === 200).length;
    expect(won).toBeGreaterThan(0);
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect((await read()).revision).toBe(revision + won);
  });

  it('answers with the stable version when the folder of the canary is taken away', async () => {
    await set({ canary: { version: '1.3.0', percent: 100 }, stable: '1.0.0' });
    expect(await ask()).toBe('1.3.0');
    await rm(join(running.models.path, 'abuse', '1.3.0'), { recursive: true });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
    expect(await ask()).toBe('1.0.0');
  });

  it('reaches the other processes on the same store, and survives restarts', async () => {
    const env = { BLOB_URL: `file://${join(running.folder, 'store')}`, MODELS_DIR: running.models.path };
    const other = await startPredictApp(undefined, env);
    try {
      expect(await ask({}, '/predict', other.url)).toBe(await ask());
      await set({ pinned: '1.1.0' });
      await until('the other process to follow', async () =>
        (await ask({}, '/predict', other.url)) === '1.1.0' ? true : undefined,
      );
      expect(await read(other.url)).toEqual(await read());
    } finally {
      await other.close();
    }
  });

  it('has no rollout where MODEL_VERSION pins', async () => {
    const pinned = await startPredictApp(undefined, { MODEL_VERSION: 'abuse=1.0.0' });
    try {
      await refusal(await send({}, 'abuse', pinned.url), 409, 'ROLLOUT_CONFLICT');
    } finally {
      await pinned.close();
    }
  });
});
