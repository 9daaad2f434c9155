import type { ModelSummary } from '../src/models/describe-model';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { problemIn } from './problem';

describe('GET /models', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp();
  });
  afterAll(() => running.close());

  const get = (path: string): Promise<Response> => fetch(`${running.url}${path}`);

  it.each(['/models', '/v1/models'])('lists every model at %s', async (path) => {
    const { models } = (await (await get(path)).json()) as { models: ModelSummary[] };
    expect(models.map(({ name, active_version }) => [name, active_version])).toEqual([
      ['abuse', '1.0.0'],
      ['amounts', '1.0.0'],
      ['dear', '1.0.0'],
      ['strict', '1.0.0'],
    ]);
  });

  it.each(['/models/abuse', '/v1/models/abuse'])('describes the versions of a model at %s', async (path) => {
    const model = (await (await get(path)).json()) as ModelSummary;
    expect(model).toMatchObject({
      name: 'abuse',
      active_version: '1.0.0',
      versions: [
        { version: '2.0.0', state: 'UNAVAILABLE', active: false, digest: null, model: null },
        {
          version: '1.0.0',
          state: 'READY',
          reason: null,
          active: true,
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
          model: {
            kind: 'text',
            labels: { positive: 'HIGH', negative: 'LOW' },
            thresholds: {
              threshold: 0.45,
              bands: { review: 0.45, block: 0.9 },
              session_bands: { review: 0.5, block: 0.9 },
            },
            metrics: {},
            schema: { required: ['texts'] },
          },
        },
      ],
    });
    expect(model.versions[0]?.reason).toContain('/tolerance');
  });

  it('says what a tabular model takes, and what it does with values that do not fit', async () => {
    const { versions } = (await (await get('/models/amounts')).json()) as ModelSummary;
    expect(versions[0]?.model).toMatchObject({
      kind: 'tabular',
      inputs: [{ name: 'amount', type: 'number', minimum: 0, maximum: 1, description: 'Is the score' }],
      schema: {
        required: ['instances'],
        properties: { instances: { items: { required: ['amount'], properties: { amount: { minimum: 0 } } } } },
      },
    });
  });

  it.each(['/models/none', '/v1/models/__proto__', '/models/..%2fabuse'])('answers 404 at %s', async (path) => {
    const { status, problem } = await problemIn(await get(path));
    expect([status, problem.code]).toEqual([404, 'MODEL_NOT_FOUND']);
  });

  it('makes the gateway ready although one version is broken', async () => {
    expect((await get('/health/ready')).status).toBe(200);
  });
});
