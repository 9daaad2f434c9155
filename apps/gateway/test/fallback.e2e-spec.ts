import type { Predictions } from '../src/predict/predict';
import type { Problem } from '../src/http/problem';
import type { ModelSummary } from '../src/models/describe-model';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { problemIn } from './problem';

const RULES = {
  default_score: 0.2,
  rules: [{ name: 'threats', score: 0.95, when: { contains: ['kill yourself'] } }],
};
const PREVIOUS = { type: 'previous' };
const BY_RULES = { type: 'rules', file: 'rules.json' };
/** In a graph that casts texts to numbers: no probability. */
const FAILS = 'nan';

describe('a model that fails', () => {
  let running: RunningPredictApp;
  beforeEach(async () => {
    running = await startPredictApp();
  });
  afterEach(() => running.close());

  async function add(version: string, fallback?: readonly unknown[], more: object = {}): Promise<void> {
    const manifest = { fallback, ...more };
    await running.models.add({ name: 'gate', version, files: { 'rules.json': RULES }, manifest });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
  }

  const ask = (texts: readonly string[], path = '/models/gate/predict'): Promise<Response> =>
    fetch(running.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ texts }),
    });
  const answer = async (texts: readonly string[]): Promise<Predictions> => {
    const response = await ask(texts);
    expect(response.status).toBe(200);
    return (await response.json()) as Predictions;
  };
  async function refused(texts: readonly string[], path?: string): Promise<Problem> {
    const response = await ask(texts, path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    return (await problemIn(response)).problem;
  }
  async function breakerOf(version: string): Promise<string | null | undefined> {
    const { versions } = (await (await fetch(`${running.url}/models/gate`)).json()) as ModelSummary;
    return versions.find((found) => found.version === version)?.breaker;
  }
  async function breakIt(): Promise<void> {
    for (let i = 0; i < 5; i++) await ask([FAILS]);
  }

  it('is not asked for a while after five failures, and says how long', async () => {
    await add('1.0.0');
    for (let i = 0; i < 5; i++) expect((await refused([FAILS])).code).toBe('NON_FINITE_SCORE');
    const problem = await refused(['0.5']);
    expect(problem).toMatchObject({ code: 'MODEL_FAILING', status: 503, retry_after: expect.any(Number) as unknown });
    expect(await breakerOf('1.0.0')).toBe('open');
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toContain('sluice_breaker_open{model="gate",version="1.0.0"} 1');
  });

  it('is never spent on a request that does not fit', async () => {
    await add('1.0.0');
    for (let i = 0; i < 20; i++) expect((await refused([' '])).code).toBe('INVALID_INSTANCE');
    expect(await breakerOf('1.0.0')).toBe('closed');
    expect((await answer(['0.5'])).metadata).toMatchObject({ fallback: false });
  });

  it('starts anew when its version is replaced', async () => {
    await add('1.0.0');
    await breakIt();
    await add('1.0.0', undefined, { description: 'mended' });
    expect(await breakerOf('1.0.0')).toBe('closed');
    expect((await answer(['0.5'])).predictions[0]?.score).toBe(0.5);
  });

  it('is stood in for by the previous version, marked and never less than reviewed', async () => {
    // Too short for what breaks the newer one: it is skipped there, and stays whole.
    await add('1.0.0', undefined, { max_text_length: 2 });
    await add('2.0.0', [PREVIOUS, BY_RULES]);
    expect((await answer(['.1'])).model.version).toBe('2.0.0');
    await breakIt();
    expect([await breakerOf('2.0.0'), await breakerOf('1.0.0')]).toEqual(['open', 'closed']);
    const { model, metadata, predictions } = await answer(['.1', '1']);
    expect([model.version, metadata['fallback']]).toEqual(['1.0.0', true]);
    expect(predictions).toMatchObject([
      { score: 0.1, action: 'review', reasons: ['FALLBACK'] },
      { score: 1, action: 'block', reasons: expect.arrayContaining(['FALLBACK']) as unknown },
    ]);
  });

  it('is stood in for by its rules in the very call that fails', async () => {
    await add('1.0.0', [PREVIOUS, BY_RULES]);
    const { model, metadata, predictions } = await answer([FAILS, 'go KILL yourself']);
    expect([model.version, metadata['fallback'], metadata['flagged_count']]).toEqual(['1.0.0', true, 1]);
    expect(predictions).toMatchObject([
      { score: 0.2, action: 'review' },
      { score: 0.95, action: 'block' },
    ]);
  });

  it('is stood in for by its rules when no version can be loaded', async () => {
    await add('1.0.0', [BY_RULES], { output: 'nothing' });
    expect((await answer(['hello'])).metadata).toMatchObject({ fallback: true });
  });

  it('has no substitute for who names the version', async () => {
    await add('1.0.0', [BY_RULES]);
    expect((await refused([FAILS], '/models/gate/versions/1.0.0/predict')).code).toBe('NON_FINITE_SCORE');
    const body = JSON.stringify({ inputs: [{ name: 'text', shape: [1], datatype: 'BYTES', data: [FAILS] }] });
    const headers = { 'content-type': 'application/json' };
    const infer = await fetch(`${running.url}/v2/models/gate/infer`, { method: 'POST', headers, body });
    expect(infer.status).toBe(500);
  });

  it('does not load with rules that cannot be read, and what served before still serves', async () => {
    await add('1.0.0');
    await running.models.add({
      ...{ name: 'gate', version: '2.0.0', files: { 'rules.json': { default_score: 2, rules: [] } } },
      manifest: { fallback: [BY_RULES] },
    });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
    const { versions } = (await (await fetch(`${running.url}/models/gate`)).json()) as ModelSummary;
    expect(versions[0]?.reason).toContain('rules.json does not fit its schema: /default_score must be <= 1');
    expect((await answer(['0.5'])).model.version).toBe('1.0.0');
  });
});
