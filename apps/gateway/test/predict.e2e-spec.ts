import { isId } from '@sluice/contracts';
import type { Predictions } from '../src/predict/predict';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';
import { problemIn } from './problem';
import { taken } from './taken';

const SECRET = 'canary-91c4';

describe('POST /predict', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp();
  });
  afterAll(() => running.close());

  const send = (body: unknown, path = '/predict', headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${running.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  async function predict(...args: Parameters<typeof send>): Promise<Predictions> {
    const response = await taken(() => send(...args));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    return (await response.json()) as Predictions;
  }

  it('answers as the contract says, in the order of the texts', async () => {
    const answer = await predict({ texts: ['0.1', '0.83', '0.95'] });
    expect(isId(answer.id)).toBe(true);
    expect(answer).toEqual({
      id: answer.id,
      model: { name: 'abuse', version: '1.0.0', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
      predictions: [
        { label: 'LOW', score: 0.1, threshold: 0.45, action: 'allow', reasons: [] },
        { label: 'HIGH', score: 0.83, threshold: 0.45, action: 'review', reasons: ['SCORE_OVER_THRESHOLD'] },
        {
          label: 'HIGH',
          score: 0.95,
          threshold: 0.45,
          action: 'block',
          reasons: ['SCORE_OVER_THRESHOLD', 'SCORE_OVER_BLOCK'],
        },
      ],
      metadata: {
        total_items: 3,
        flagged_count: 2,
        abusive_count: 2,
        latency_ms: expect.any(Number) as number,
        fallback: false,
        degraded: [],
      },
    });
  });

  it.each([
    '/predict',
    '/v1/predict',
    '/models/abuse/predict',
    '/v1/models/abuse/predict',
    '/models/abuse/versions/1.0.0/predict',
    '/v1/models/abuse/versions/1.0.0/predict',
  ])('is served at %s', async (path) => {
    const { model, predictions } = await predict({ texts: ['0.5'] }, path);
    expect([model.name, model.version, predictions[0]?.score]).toEqual(['abuse', '1.0.0', 0.5]);
  });

  it('scores by the model that the body names, in threads when it is dear', async () => {
    const { model, predictions } = await predict({ texts: ['0.5', '0.25'], model: 'dear' });
    expect(model.name).toBe('dear');
    expect(predictions.map(({ score }) => score)).toEqual([0.5, 0.25]);
  });

  it.each([
    [0, ['review', 'block'], 0],
    [0.83, ['review', 'block'], 0.83],
    [0.96, ['allow', 'allow'], 0.96],
    [0.95, ['allow', 'block'], 0.95],
    [1, ['allow', 'allow'], 1],
  ])(
    'moves the lower edge of review to a threshold of %d, and block never under it',
    async (threshold, actions, shown) => {
      const { predictions, metadata } = await predict({ texts: ['0.83', '0.95'], threshold });
      expect(predictions.map(({ action }) => action)).toEqual(actions);
      expect(predictions.map((prediction) => prediction.threshold)).toEqual([shown, shown]);
      expect(metadata.flagged_count).toBe(actions.filter((action) => action !== 'allow').length);
    },
  );

  it('gives each of many concurrent callers exactly its rows', async () => {
    const calls = Array.from({ length: 60 }, (_, call) =>
      Array.from({ length: 1 + ((call * 7) % 100) }, (_row, row) => (call * 100 + row) / 10_000),
    );
    const answers = await Promise.all(
      calls.map((scores) => predict({ texts: scores.map((score) => score.toFixed(4)) })),
    );
    expect(answers.map(({ predictions }) => predictions.map(({ score }) => score))).toEqual(calls);
  });

  it.each<[string, unknown, string[]]>([
    ['no texts', {}, ['/texts REQUIRED']],
    ['a misspelt field', { texst: [SECRET] }, ['/texst UNKNOWN_FIELD']],
    ['an empty list', { texts: [] }, ['/texts TOO_FEW']],
    ['101 texts', { texts: Array.from({ length: 101 }, () => SECRET) }, ['/texts TOO_MANY']],
    ['a text that is a number', { texts: ['0.5', 5] }, ['/texts/1 INVALID_TYPE']],
    ['a text that is null', { texts: [null] }, ['/texts/0 INVALID_TYPE']],
    ['a text for a list', { texts: SECRET }, ['/texts INVALID_TYPE']],
    ['a threshold in words', { texts: ['0.5'], threshold: '0.5' }, ['/threshold INVALID_TYPE']],
    ['a threshold over 1', { texts: ['0.5'], threshold: 1.01 }, ['/threshold TOO_LARGE']],
    ['a threshold under 0', { texts: ['0.5'], threshold: -0.01 }, ['/threshold TOO_SMALL']],
    ['an infinite threshold', '{"texts":["0.5"],"threshold":1e999}', ['/threshold INVALID_TYPE']],
    ['an empty model', { texts: ['0.5'], model: '' }, ['/model TOO_SHORT']],
    ['a model that is no name', { texts: ['0.5'], model: { name: SECRET } }, ['/model INVALID_TYPE']],
    ['instances for a text model', { instances: [{ text: SECRET }] }, ['/instances UNKNOWN_FIELD']],
    ['instances beside texts', { texts: ['0.5'], instances: [{}] }, ['/instances UNKNOWN_FIELD']],
    ['a session_id that is no id', { texts: ['0.5'], session_id: 'with space' }, ['/session_id INVALID_FORMAT']],
    ['an empty user_id', { texts: ['0.5'], user_id: '' }, ['/user_id INVALID_FORMAT']],
    ['an event_id that is too long', { texts: ['0.5'], event_id: 'x'.repeat(201) }, ['/event_id INVALID_FORMAT']],
    ['a time in words', { texts: ['0.5'], occurred_at: 'yesterday' }, ['/occurred_at INVALID_FORMAT']],
    [
      'a day that no calendar has',
      { texts: ['0.5'], occurred_at: '2026-13-40T00:00:00Z' },
      ['/occurred_at INVALID_FORMAT'],
    ],
    ['an unknown way of waiting', { texts: ['0.5'], session: 'later' }, ['/session NOT_ALLOWED']],
    ['a list', ['0.5'], [' INVALID_TYPE']],
    ['null', 'null', [' INVALID_TYPE']],
    ['a string', '"0.5"', [' INVALID_TYPE']],
  ])('refuses a body with %s', async (_, body, errors) => {
    const { status, problem } = await problemIn(await send(body));
    expect([status, problem.code]).toEqual([422, 'INVALID_BODY']);
    expect(problem.errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(errors);
    expect(JSON.stringify(problem)).not.toContain(SECRET);
  });

  it('lists every text that cannot be scored', async () => {
    const texts = ['0.5', '', ' \n\t\u3000', 'x'.repeat(10_001), '😀'.repeat(10_001)];
    const { status, problem } = await problemIn(await send({ texts }));
    expect([status, problem.code]).toEqual([422, 'INVALID_INSTANCE']);
    expect(problem.errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/texts/1 TEXT_BLANK',
      '/texts/2 TEXT_BLANK',
      '/texts/3 TEXT_TOO_LONG',
      '/texts/4 TEXT_TOO_LONG',
    ]);
  });

  it('scores instances by a tabular model', async () => {
    const { model, predictions, metadata } = await predict({
      model: 'amounts',
      instances: [{ amount: 0.25 }, { note: { free: true }, amount: 0.95 }],
    });
    expect(model.name).toBe('amounts');
    expect(predictions.map(({ score, label }) => [score, label])).toEqual([
      [0.25, 'LOW'],
      [0.95, 'HIGH'],
    ]);
    expect(metadata).toMatchObject({ total_items: 2, flagged_count: 1, high_count: 1 });
  });

  it.each<[string, unknown, string[]]>([
    ['texts', { texts: ['0.5'] }, ['/texts UNKNOWN_FIELD']],
    ['no instances', {}, ['/instances REQUIRED']],
    ['an empty list', { instances: [] }, ['/instances TOO_FEW']],
    ['101 instances', { instances: Array.from({ length: 101 }, () => ({ amount: 0.5 })) }, ['/instances TOO_MANY']],
    ['an instance that is no object', { instances: [[0.5]] }, ['/instances/0 INVALID_TYPE']],
  ])('refuses a tabular model %s', async (_, body, errors) => {
    const { status, problem } = await problemIn(await send(body, '/models/amounts/predict'));
    expect([status, problem.code]).toEqual([422, 'INVALID_BODY']);
    expect(problem.errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(errors);
  });

  it('lists every value of an instance that the model does not take', async () => {
    const instances = `[{"amount":0.5},{"amount":"${SECRET}"},{},{"amount":null},{"amount":1.5},{"amount":1e999},
      {"amount":0.5,"${SECRET}":1},{"amount":0.5,"__proto__x":1},{"amount":true}]`;
    const { status, problem } = await problemIn(await send(`{"model":"amounts","instances":${instances}}`));
    expect([status, problem.code]).toEqual([422, 'INVALID_INSTANCE']);
    expect(problem.errors.map(({ pointer, code }) => `${pointer} ${code}`).slice(0, 5)).toEqual([
      '/instances/1/amount INVALID_TYPE',
      '/instances/2/amount VALUE_MISSING',
      '/instances/3/amount VALUE_MISSING',
      '/instances/4/amount OUT_OF_RANGE',
      '/instances/5/amount NOT_FINITE',
    ]);
    expect(problem.errors.map(({ code }) => code).slice(5)).toEqual(['UNKNOWN_FIELD', 'UNKNOWN_FIELD', 'INVALID_TYPE']);
    expect(JSON.stringify(problem)).not.toContain('0.5');
  });

  it('takes 10,000 code points, and fewer where the model says so', async () => {
    await predict({ texts: [`0.5${' '.repeat(9_997)}`] });
    await predict({ texts: ['0.125'], model: 'strict' });
    const { problem } = await problemIn(await send({ texts: ['0.1250'], model: 'strict' }));
    expect(problem.errors).toMatchObject([{ pointer: '/texts/0', code: 'TEXT_TOO_LONG' }]);
  });

  it.each<[string, string, number, string]>([
    ['cut JSON', '{"texts":["0.5"', 400, 'MALFORMED_JSON'],
    ['nothing', '', 400, 'MALFORMED_JSON'],
    ['a BOM and JSON', '\u00ef\u00bb\u00bf{', 400, 'MALFORMED_JSON'],
    ['__proto__', '{"texts":["0.5"],"__proto__":{"model":"dear"}}', 400, 'MALFORMED_JSON'],
    ['33 levels', `{"texts":${'['.repeat(32)}${']'.repeat(32)}}`, 400, 'MALFORMED_JSON'],
    ['more than 1 MiB', JSON.stringify({ texts: [SECRET.repeat(100_000)] }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s before the schema', async (_, body, status, code) => {
    const answer = await problemIn(await send(body));
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.problem)).not.toContain(SECRET);
  });

  it.each([
    ['/predict', { texts: ['0.5'], model: 'none' }],
    ['/predict', { texts: ['0.5'], model: '__proto__' }],
    ['/models/none/predict', { texts: ['0.5'] }],
    ['/models/constructor/predict', { texts: ['0.5'] }],
    ['/models/..%2fabuse/predict', { texts: ['0.5'] }],
    ['/models/abuse%00/predict', { texts: ['0.5'] }],
    ['/models/abuse/versions/9.9.9/predict', { texts: ['0.5'] }],
  ])('knows no such model: %s %j', async (path, body) => {
    const { status, problem } = await problemIn(await send(body, path));
    expect([status, problem.code]).toEqual([404, 'MODEL_NOT_FOUND']);
  });

  it('does not let the body name another model than the path', async () => {
    await predict({ texts: ['0.5'], model: 'dear' }, '/models/dear/predict');
    const { problem } = await problemIn(await send({ texts: ['0.5'], model: 'abuse' }, '/models/dear/predict'));
    expect(problem.errors).toMatchObject([{ pointer: '/model', code: 'NOT_ALLOWED' }]);
  });

  it('says why a broken version cannot be used, while the last good one serves', async () => {
    const { status, headers, problem } = await problemIn(
      await send({ texts: ['0.5'] }, '/models/abuse/versions/2.0.0/predict'),
    );
    expect([status, problem.code]).toEqual([503, 'MODEL_NOT_READY']);
    expect(headers.get('retry-after')).toBe('5');
    expect(problem.detail).toContain('/tolerance');
  });

  it('fails with a code when the model gives no probability', async () => {
    const { status, problem } = await problemIn(await send({ texts: ['0.5', 'NaN'] }));
    expect([status, problem.code]).toEqual([500, 'NON_FINITE_SCORE']);
  });

  it('fails one bad caller alone', async () => {
    const statuses = await Promise.all(
      ['0.5', 'not a number', '0.25'].map(async (text) => (await send({ texts: [text] })).status),
    );
    expect(statuses).toEqual([200, 500, 200]);
  });

  it.each(['0', '-1', '1.5', 'soon', '99999999'])('refuses X-Deadline-Ms: %s', async (deadline) => {
    const { status, problem } = await problemIn(
      await send({ texts: ['0.5'] }, '/predict', { 'x-deadline-ms': deadline }),
    );
    expect([status, problem.code]).toEqual([400, 'INVALID_HEADER']);
    expect(problem.errors).toMatchObject([{ pointer: '/header/x-deadline-ms' }]);
  });

  it('serves within a deadline', async () => {
    await predict({ texts: ['0.5'] }, '/predict', { 'x-deadline-ms': '60000' });
  });

  it('echoes a plain X-Request-Id', async () => {
    const response = await send({ texts: ['0.5'] }, '/predict', { 'x-request-id': 'mine-1' });
    expect(response.headers.get('x-request-id')).toBe('mine-1');
  });

  it('takes JSON only, and POST only', async () => {
    const text = await fetch(`${running.url}/predict`, {
      method: 'POST',
      body: '{"texts":["0.5"]}',
      headers: { 'content-type': 'text/plain' },
    });
    expect((await problemIn(text)).problem.code).toBe('UNSUPPORTED_MEDIA_TYPE');
    const get = await problemIn(await fetch(`${running.url}/v1/predict`));
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('counts rows by what was decided, and times the runs', async () => {
    const metrics = async (): Promise<string> => (await fetch(`${running.url}/metrics`)).text();
    const rows = (text: string, outcome: string): number =>
      Number(
        new RegExp(`sluice_rows_total{model="abuse",version="1.0.0",outcome="${outcome}"} (\\d+)`).exec(text)?.[1] ?? 0,
      );
    const before = await metrics();
    await predict({ texts: ['0.1', '0.5', '0.5', '0.95'] });
    await send({ texts: ['NaN'] });
    const after = await metrics();
    const counted = ['allow', 'review', 'block', 'failed'].map(
      (outcome) => rows(after, outcome) - rows(before, outcome),
    );
    expect(counted).toEqual([1, 2, 1, 1]);
    expect(after).toMatch(/sluice_inference_duration_seconds_count{model="abuse",version="1.0.0",where="inline"} \d/);
    expect(after).toMatch(/sluice_inference_duration_seconds_count{model="dear",version="1.0.0",where="thread"} \d/);
    expect(after).toMatch(
      /sluice_model_info{model="abuse",version="1.0.0",digest="sha256:[0-9a-f]{64}",state="READY",active="true"} 1/,
    );
  });
});
