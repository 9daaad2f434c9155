import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import type { Predictions } from '../src/predict/predict';

describe('the score cache', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp(undefined, { SCORE_CACHE_ROWS: '3' });
  });
  afterAll(() => running.close());

  async function ask(body: object): Promise<readonly number[]> {
    const answer = await fetch(`${running.url}/predict`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as Predictions).predictions.map(({ score }) => score);
  }

  /** Rows that were known, and rows that were not. */
  async function looked(model: string): Promise<[number, number]> {
    const text = await (await fetch(`${running.url}/metrics`)).text();
    const count = (result: string): number =>
      Number(
        new RegExp(`cache_rows_total{model="${model}",version="1.0.0",result="${result}"} (\\d+)`).exec(text)?.[1],
      );
    return [count('hit'), count('miss')];
  }

  it('answers known rows among new ones in their order, and forgets the one least recently asked', async () => {
    expect(await ask({ texts: ['0.1', '0.2'] })).toEqual([0.1, 0.2]);
    expect(await ask({ texts: ['0.3', '0.1', '0.4', '0.2'] })).toEqual([0.3, 0.1, 0.4, 0.2]);
    expect(await looked('abuse')).toEqual([2, 4]);
    expect(await ask({ texts: ['0.2', '0.4', '0.3'] })).toEqual([0.2, 0.4, 0.3]);
    expect(await looked('abuse')).toEqual([5, 4]);
    expect(await ask({ texts: ['0.1'] })).toEqual([0.1]);
    expect(await looked('abuse')).toEqual([5, 5]);
  });

  it('knows instances by their fields', async () => {
    const instances = [{ amount: 0.5 }, { amount: 0.25 }];
    expect(await ask({ model: 'amounts', instances })).toEqual([0.5, 0.25]);
    expect(await ask({ model: 'amounts', instances: [{ amount: 0.75 }, ...instances] })).toEqual([0.75, 0.5, 0.25]);
    expect(await looked('amounts')).toEqual([2, 3]);
  });

  it('does not take the scores of replaced files for those of the new ones', async () => {
    await running.models.add({ name: 'swapped' });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
    await ask({ model: 'swapped', texts: ['0.6'] });
    await running.models.add({ name: 'swapped', manifest: { description: 'other files' } });
    await fetch(`${running.url}/models/reload`, { method: 'POST' });
    await ask({ model: 'swapped', texts: ['0.6'] });
    expect(await looked('swapped')).toEqual([0, 2]);
  });
});
