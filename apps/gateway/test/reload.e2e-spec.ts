import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelSummary } from '../src/models/describe-model';
import type { ReloadedDto } from '../src/models/models.dto';
import type { Predictions } from '../src/predict/predict';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';

describe('POST /models/reload', () => {
  let running: RunningPredictApp;
  beforeAll(async () => (running = await startPredictApp()));
  afterAll(() => running.close());

  async function reload(path = '/models/reload'): Promise<ReloadedDto> {
    const answer = await fetch(running.url + path, { method: 'POST' });
    expect(answer.status).toBe(200);
    return (await answer.json()) as ReloadedDto;
  }

  async function servedBy(): Promise<string> {
    const body = JSON.stringify({ texts: ['0.5'] });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${running.url}/predict`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as Predictions).model.version;
  }

  it('serves a version that was published meanwhile, and lists it', async () => {
    expect(await servedBy()).toBe('1.0.0');
    await running.models.add({ version: '3.0.0', name: 'abuse', manifest: { count_name: 'abusive_count' } });
    const { changes, models } = await reload();
    expect(changes).toContainEqual({ name: 'abuse', version: '3.0.0', change: 'added', reason: null });
    expect(models.find(({ name }) => name === 'abuse')?.active_version).toBe('3.0.0');
    expect(await servedBy()).toBe('3.0.0');
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    const shown = metrics.split('\n').filter((line) => line.startsWith('sluice_model_info{model="abuse"'));
    expect(shown.filter((line) => line.includes('active="true"'))).toEqual([
      expect.stringContaining('version="3.0.0"') as string,
    ]);
  });

  it('keeps what serves when the new version is bad, and says why', async () => {
    const before = await servedBy();
    await writeFile(join(await running.models.add({ name: 'abuse', version: '9.0.0' }), 'golden.json'), '{}');
    const { changes } = await reload('/v1/models/reload');
    expect(changes).toContainEqual({
      ...{ name: 'abuse', version: '9.0.0', change: 'failed' },
      reason: expect.stringContaining('golden.json') as string,
    });
    expect(await servedBy()).toBe(before);
    const model = (await (await fetch(`${running.url}/models/abuse`)).json()) as ModelSummary;
    expect(model.versions[0]).toMatchObject({ version: '9.0.0', state: 'UNAVAILABLE', active: false });
  });

  it('answers a call of any other method with what is allowed', async () => {
    const answer = await fetch(`${running.url}/models/reload`, { method: 'PUT', body: '{}' });
    expect(answer.status).toBe(405);
  });
});
