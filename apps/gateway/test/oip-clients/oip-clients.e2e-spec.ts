import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Ajv, { type ValidateFunction } from 'ajv';
import { startPredictApp, type RunningPredictApp } from '../predict-app.fixture';
import { findPython } from './find-python';

const triton = findPython('import tritonclient.http');
/** MLServer ships the OpenAPI document of the protocol. */
const openapi = findPython(
  'import importlib.util as u, os; print(os.path.dirname(u.find_spec("mlserver").origin) + "/rest/openapi/dataplane.json")',
);
const SCRIPT = join(__dirname, 'triton_client.py');

/** Validates what the published document calls by this name. */
function schemaOf(name: string): ValidateFunction {
  const document = JSON.parse(readFileSync(openapi?.printed ?? '', 'utf8')) as {
    components: { schemas: Record<string, unknown> };
  };
  // The document has a type that JSON Schema has not, for tensors that are not JSON.
  document.components.schemas['TensorData'] = { type: 'array' };
  const ajv = new Ajv({ strict: false }).addSchema({ ...document, $id: 'oip' });
  return ajv.compile({ $ref: `oip#/components/schemas/${name}` });
}

describe('public clients of the Open Inference Protocol', () => {
  let running: RunningPredictApp;
  beforeAll(async () => {
    running = await startPredictApp();
  });
  afterAll(() => running.close());

  const TEXTS = { inputs: [{ name: 'text', datatype: 'BYTES', shape: [1], data: ['0.5'] }] };

  it('find the protocol at /v2', async () => {
    expect((await fetch(`${running.url}/v2`)).status).toBe(200);
  });

  if (triton) {
    it('tritonclient[http] talks to it, in JSON and in binary tensors', async () => {
      const { stdout } = await promisify(execFile)(triton.python, [SCRIPT, new URL(running.url).host]);
      const heard = JSON.parse(stdout) as { refused: string };
      const texts = { score: [0.1, 0.95], label: ['LOW', 'HIGH'], action: ['allow', 'block'] };
      const numbers = ['FP32', 'FP64', 'INT32', 'INT64'].flatMap((type) => [`${type} binary`, `${type} json`]);
      expect(heard).toMatchObject({
        ...{ live: true, ready: true, model_ready: true, version_ready: false },
        server: { name: 'sluice' },
        model: { name: 'amounts', inputs: [{ name: 'amount', datatype: 'FP64' }] },
        ...{ json: texts, binary: texts, version: { score: [0.5] }, gzip_answer: { score: [0.5] } },
        numbers: Object.fromEntries(numbers.map((name) => [name, [0, 1]])),
      });
      expect(heard.refused.length).toBeGreaterThan(10);
    });
  }

  if (openapi) {
    it.each<[string, string, object | undefined, number]>([
      ['MetadataServerResponse', '', undefined, 200],
      ['MetadataModelResponse', '/models/abuse', undefined, 200],
      ['MetadataModelResponse', '/models/amounts/versions/1.0.0', undefined, 200],
      ['InferenceResponse', '/models/abuse/infer', { id: 'mine', ...TEXTS }, 200],
      ['InferenceResponse', '/models/abuse/versions/1.0.0/infer', { ...TEXTS, outputs: [{ name: 'score' }] }, 200],
      ['InferenceErrorResponse', '/models/abuse/infer', { inputs: [] }, 422],
      ['MetadataModelErrorResponse', '/models/nothing', undefined, 404],
    ])('get a %s at /v2%s as the published OpenAPI has it', async (name, path, body, status) => {
      const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await fetch(`${running.url}/v2${path}`, body ? post : {});
      expect(answer.status).toBe(status);
      const fits = schemaOf(name);
      fits(await answer.json());
      expect(fits.errors).toBeNull();
    });

    it.each(['/models/abuse/infer', '/models/amounts/infer'])('send what it allows to %s', async (path) => {
      const request = { id: '1', parameters: {}, ...TEXTS, outputs: [{ name: 'score', parameters: {} }] };
      const amounts = [{ name: 'amount', datatype: 'FP64', shape: [1, 1], parameters: {}, data: [[0.5]] }];
      const body = path.includes('amounts') ? { ...request, inputs: amounts } : request;
      const fits = schemaOf('InferenceRequest');
      fits(body);
      expect(fits.errors).toBeNull();
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${running.url}/v2${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      expect(answer.status).toBe(200);
    });
  }
});
