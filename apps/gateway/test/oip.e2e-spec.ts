import { gzipSync } from 'node:zlib';
import type { InferAnswer } from '../src/oip/infer-answer';
import { startPredictApp, type RunningPredictApp } from './predict-app.fixture';

const SECRET = 'canary-7d31';

describe('the Open Inference Protocol', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp();
  });
  afterAll(() => running.close());

  const get = (path: string): Promise<Response> => fetch(`${running.url}/v2${path}`);
  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${running.url}/v2${path}`, { method: 'POST', headers, body });
  const texts = (...data: unknown[]): object => ({ name: 'text', datatype: 'BYTES', shape: [data.length], data });
  const amounts = (...data: unknown[]): object => ({ name: 'amount', datatype: 'FP64', shape: [data.length, 1], data });

  async function infer(path: string, body: object): Promise<InferAnswer> {
    const response = await post(path, JSON.stringify(body), { 'content-type': 'application/json' });
    expect(response.status).toBe(200);
    return (await response.json()) as InferAnswer;
  }

  async function errorOf(response: Response): Promise<string> {
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const body = (await response.json()) as { error: string };
    expect(Object.keys(body)).toEqual(['error']);
    return body.error;
  }

  it('says who it is, and that it lives and is ready', async () => {
    expect(await (await get('')).json()).toMatchObject({ name: 'sluice', extensions: ['binary_tensor_data'] });
    expect(await (await get('/health/live')).json()).toEqual({ live: true });
    expect(await (await get('/health/ready')).json()).toEqual({ ready: true });
  });

  it.each(['/models/amounts', '/models/amounts/versions/1.0.0'])(
    'describes the tensors of a model at %s',
    async (path) => {
      expect(await (await get(path)).json()).toEqual({
        name: 'amounts',
        versions: ['1.0.0'],
        platform: 'onnxruntime_onnx',
        inputs: [{ name: 'amount', datatype: 'FP64', shape: [-1] }],
        outputs: [
          { name: 'score', datatype: 'FP64', shape: [-1] },
          { name: 'label', datatype: 'BYTES', shape: [-1] },
          { name: 'action', datatype: 'BYTES', shape: [-1] },
        ],
      });
      expect(await (await get(`${path}/ready`)).json()).toEqual({ name: 'amounts', ready: true });
    },
  );

  it('says of a version that cannot be loaded that it is not ready', async () => {
    const response = await get('/models/abuse/versions/2.0.0/ready');
    expect([response.status, await response.json()]).toEqual([503, { name: 'abuse', ready: false }]);
  });

  it.each(['/models/abuse/infer', '/models/abuse/versions/1.0.0/infer'])('scores texts at %s', async (path) => {
    const answer = await infer(path, { id: 'mine', inputs: [texts('0.1', '0.95')] });
    expect(answer).toEqual({
      model_name: 'abuse',
      model_version: '1.0.0',
      id: 'mine',
      outputs: [
        { name: 'score', datatype: 'FP64', shape: [2], data: [0.1, 0.95] },
        { name: 'label', datatype: 'BYTES', shape: [2], data: ['LOW', 'HIGH'] },
        { name: 'action', datatype: 'BYTES', shape: [2], data: ['allow', 'block'] },
      ],
    });
  });

  it('gives the outputs that were asked for, by the threshold that was asked for', async () => {
    const { outputs } = await infer('/models/abuse/infer', {
      parameters: { threshold: 0.6 },
      inputs: [{ ...texts('0.5'), shape: [1, 1], data: [['0.5']] }],
      outputs: [{ name: 'action' }],
    });
    expect(outputs).toEqual([{ name: 'action', datatype: 'BYTES', shape: [1], data: ['allow'] }]);
  });

  it('scores the fields of a tabular model', async () => {
    const { outputs } = await infer('/models/amounts/infer', { inputs: [amounts(0.25, 0.75)] });
    expect(outputs[0]).toMatchObject({ name: 'score', data: [0.25, 0.75] });
  });

  it('reads binary tensors behind the JSON, with or without a Content-Type', async () => {
    const elements = ['0.5', '0.25'].map((text) => Buffer.from(`\u0000\u0000\u0000\u0000${text}`));
    for (const element of elements) element.writeUInt32LE(element.length - 4);
    const bytes = Buffer.concat(elements);
    const input = { name: 'text', datatype: 'BYTES', shape: [2], parameters: { binary_data_size: bytes.length } };
    const json = Buffer.from(JSON.stringify({ inputs: [input] }));
    const length = { 'inference-header-content-length': String(json.length) };
    for (const type of [{}, { 'content-type': 'application/octet-stream' }] as Record<string, string>[]) {
      const response = await post('/models/abuse/infer', Buffer.concat([json, bytes]), { ...length, ...type });
      const { outputs } = (await response.json()) as InferAnswer;
      expect(outputs[0]?.data).toEqual([0.5, 0.25]);
    }
    const doubles = Buffer.from(new Float64Array([0.125]).buffer);
    const amount = { name: 'amount', datatype: 'FP64', shape: [1], parameters: { binary_data_size: 8 } };
    const head = Buffer.from(JSON.stringify({ inputs: [amount] }));
    const response = await post('/models/amounts/infer', Buffer.concat([head, doubles]), {
      'inference-header-content-length': String(head.length),
    });
    expect(((await response.json()) as InferAnswer).outputs[0]?.data).toEqual([0.125]);
  });

  it.each<[string, number, string, unknown]>([
    ['no inputs', 422, 'abuse', {}],
    ['an unknown input', 422, 'abuse', { inputs: [{ ...texts(SECRET), name: 'words' }] }],
    ['an input twice', 422, 'abuse', { inputs: [texts(SECRET), texts(SECRET)] }],
    ['a shape that the data does not fill', 422, 'abuse', { inputs: [{ ...texts(SECRET), shape: [2] }] }],
    ['a shape of [rows, 2]', 422, 'abuse', { inputs: [{ ...texts(SECRET, SECRET), shape: [1, 2] }] }],
    ['no rows', 422, 'abuse', { inputs: [texts()] }],
    ['an unknown datatype', 422, 'abuse', { inputs: [{ ...texts(SECRET), datatype: 'FP16' }] }],
    ['a value of another datatype', 422, 'abuse', { inputs: [texts(SECRET, 5)] }],
    ['numbers for a text model', 422, 'abuse', { inputs: [{ ...texts(5), datatype: 'FP32' }] }],
    ['a blank text', 422, 'abuse', { inputs: [texts(' ')] }],
    ['texts for a number', 422, 'amounts', { inputs: [{ ...amounts(SECRET), datatype: 'BYTES' }] }],
    ['a missing value', 422, 'amounts', '{"inputs":[{"name":"amount","datatype":"FP64","shape":[1],"data":[null]}]}'],
    ['an unknown output', 422, 'abuse', { inputs: [texts('0.5')], outputs: [{ name: SECRET }] }],
    ['a threshold over 1', 422, 'abuse', { parameters: { threshold: 2 }, inputs: [texts('0.5')] }],
    ['an unknown member', 422, 'abuse', { inputs: [texts('0.5')], input: SECRET }],
    ['broken JSON', 400, 'abuse', '{"inputs":'],
    ['a model that is not there', 404, 'none', { inputs: [texts('0.5')] }],
    ['a version that cannot be loaded', 503, 'abuse/versions/2.0.0', { inputs: [texts('0.5')] }],
  ])('refuses %s with {"error"}', async (_, status, model, body) => {
    const sent = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const response = await post(`/models/${model}/infer`, sent);
    expect(response.status).toBe(status);
    const error = await errorOf(response);
    expect(error.length).toBeGreaterThan(10);
    expect(error).not.toContain(SECRET);
  });

  it('refuses bytes that do not fit what the JSON says of them', async () => {
    const input = (size: number): object => ({
      ...{ name: 'text', datatype: 'BYTES', shape: [1] },
      parameters: { binary_data_size: size },
    });
    const send = (json: string, tail: Buffer, length = String(json.length)): Promise<Response> =>
      post('/models/abuse/infer', Buffer.concat([Buffer.from(json), tail]), {
        'inference-header-content-length': length,
      });
    const json = (size: number): string => JSON.stringify({ inputs: [input(size)] });
    const cases: [number, Response][] = [
      [400, await send(json(8), Buffer.alloc(8), '99999')],
      [400, await send(json(8), Buffer.alloc(8), 'many')],
      [422, await send(json(16), Buffer.alloc(8))],
      [422, await send(json(4), Buffer.alloc(8))],
      [422, await send(json(8), Buffer.from([255, 255, 255, 255, 1, 2, 3, 4]))],
      [422, await send(json(6), Buffer.from([2, 0, 0, 0, 0xff, 0xfe]))],
    ];
    for (const [status, response] of cases) {
      expect(response.status).toBe(status);
      await errorOf(response);
    }
  });

  it('answers an unknown path and another media type in its own form too', async () => {
    const missing = await get('/nothing');
    expect([missing.status, await errorOf(missing)]).toEqual([404, expect.any(String)]);
    const form = await post('/models/abuse/infer', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([form.status, await errorOf(form)]).toEqual([415, expect.any(String)]);
  });

  it('takes no compressed tensors, and says so', async () => {
    const json = JSON.stringify({ inputs: [texts('0.5')] });
    const response = await post('/models/abuse/infer', gzipSync(json), { 'content-encoding': 'gzip' });
    expect([response.status, await errorOf(response)]).toEqual([
      415,
      expect.stringContaining('without Content-Encoding') as string,
    ]);
  });
});
