import { until } from '@sluice/testing';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';

describe('the log of requests', () => {
  let running: RunningPredictApp;
  afterEach(() => running.close());

  async function ask(texts: readonly string[]): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${running.url}/predict`, { method: 'POST', headers, body: JSON.stringify({ texts }) });
    await answer.arrayBuffer();
    return answer.status;
  }

  const statuses = (): number[] =>
    running.log
      .map((line) => JSON.parse(line) as { readonly msg: string; readonly status: number })
      .filter(({ msg }) => msg === 'request answered')
      .map(({ status }) => status);

  async function logged(expected: readonly number[]): Promise<void> {
    await until('the lines', () => (statuses().length >= expected.length ? true : undefined));
    expect(statuses()).toEqual(expected);
  }

  it('has every failed request and no other where nothing is sampled', async () => {
    running = await startPredictApp(undefined, { LOG_SAMPLE_RATE: '0' });
    expect([await ask(['0.5']), await ask(['']), await ask([])]).toEqual([200, 422, 422]);
    expect((await fetch(`${running.url}/nothing`)).status).toBe(404);
    await logged([422, 422, 404]);
  });

  it('has every request where all are sampled, without what was sent', async () => {
    running = await startPredictApp(undefined, { LOG_SAMPLE_RATE: '1' });
    expect([await ask(['0.123456']), await ask(['a planted secret'])]).toEqual([200, 500]);
    await logged([200, 500]);
    expect(running.log.join('')).not.toMatch(/0\.123456|planted/);
  });
});
