import type { Predictions } from '../src/predict/predict';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { problemIn } from './problem';

describe('a model that another Sluice holds', () => {
  let holder: RunningPredictApp;
  let gate: RunningPredictApp;
  beforeAll(async () => {
    holder = await startPredictApp();
    gate = await startPredictApp();
    const oip = { endpoints: [holder.url], model: 'abuse', output: 'score', timeout_ms: 10_000 };
    const manifest = { featurizer: undefined, output: undefined, runtime: 'oip', oip };
    await gate.models.add({ name: 'far', manifest });
    const rules = { default_score: 0.3, rules: [{ name: 'short', score: 0.4, when: { longer_than: 100 } }] };
    const fallback = [{ type: 'rules', file: 'rules.json' }];
    await gate.models.add({ name: 'safe', files: { 'rules.json': rules }, manifest: { ...manifest, fallback } });
    await fetch(`${gate.url}/models/reload`, { method: 'POST' });
  });
  afterAll(() => gate.close());

  const ask = (url: string, body: object): Promise<Response> =>
    fetch(`${url}/predict`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
  const answer = async (url: string, body: object): Promise<Predictions> =>
    (await (await ask(url, body)).json()) as Predictions;

  it('answers here as it does there', async () => {
    const texts = ['0.1', '0.5', '0.123456'];
    const [here, there] = [await answer(gate.url, { model: 'far', texts }), await answer(holder.url, { texts })];
    expect(here.predictions).toEqual(there.predictions);
    expect(here.model).toMatchObject({ name: 'far', version: '1.0.0' });
  });

  it('is stood in for, or fails with what to do, when the other is gone', async () => {
    await holder.close();
    const { problem } = await problemIn(await ask(gate.url, { model: 'far', texts: ['0.5'] }));
    expect(problem).toMatchObject({ status: 503, code: 'REMOTE_MODEL_FAILED', retry_after: 1 });
    const { metadata, predictions } = await answer(gate.url, { model: 'safe', texts: ['0.5'] });
    expect([metadata['fallback'], predictions[0]?.score, predictions[0]?.action]).toEqual([true, 0.3, 'review']);
  });
});
