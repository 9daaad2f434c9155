import { join } from 'node:path';
import { aBatch, TestSystem } from '@sluice/testing';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: AnySchema }>> }>>;
}
interface Document {
  readonly components: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const models = join(__dirname, '../../../models');
const CSV = { 'content-type': 'text/csv' };
const FILE = 'text,session_id\nhave a nice day,s1\nyou worthless idiot,s1\n,s2\n';
const CALL = { texts: ['have a nice day'], session_id: 's1' };

describe('an answer', () => {
  let system: TestSystem;
  let document: Document;
  let batch: string;

  beforeAll(async () => {
    system = await TestSystem.start({ env: { MODELS_DIR: models } });
    document = (await (await fetch(`${system.url}/openapi.json`)).json()) as Document;
    batch = await system.submit(aBatch({ rows: 20 }) + '\n,,,,\n');
    await system.finished(batch);
    expect((await post('/v1/predict', CALL)).status).toBe(200);
  });
  afterAll(() => system.stop());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${system.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const upload = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${system.url}/v1/batch${query}`, { method: 'POST', headers: { ...CSV, ...headers }, body: FILE });

  /** What the document and the answer disagree on; nothing is undefined. */
  async function disagreement(operation: string, answer: Response): Promise<unknown> {
    const [method = '', path = ''] = operation.split(' ');
    const declared = document.paths[path]?.[method.toLowerCase()]?.responses[String(answer.status)];
    if (declared === undefined) return `${answer.status} is not declared`;
    const type = answer.headers.get('content-type')?.split(';', 1)[0];
    const body = await answer.text();
    if (body === '') return undefined;
    const content = declared.content?.[type ?? ''];
    if (content === undefined) return `${type} is not declared`;
    if (type !== 'application/json') return undefined;
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    const valid = ajv.compile(closed({ ...(content.schema as object), components: document.components }));
    return valid(JSON.parse(body)) ? undefined : valid.errors;
  }

  it.each([
    ['GET /v1/models', ''],
    ['GET /v1/models/{name}', '/v1/models/abuse-cascade'],
    ['GET /v1/models/{name}', '/v1/models/churn'],
    ['GET /v1/models/{name}/rollout', '/v1/models/abuse/rollout'],
    ['GET /v1/models/{name}/comparison', '/v1/models/abuse/comparison'],
    ['GET /v1/sessions', ''],
    ['GET /v1/sessions/{id}', '/v1/sessions/s1'],
    ['GET /v1/batch', ''],
    ['GET /v1/scaler', ''],
    ['GET /health', ''],
    ['GET /health/live', ''],
    ['GET /health/ready', ''],
    ['GET /metrics', ''],
    ['GET /', ''],
    ['GET /v2', ''],
    ['GET /v2/models/{name}', '/v2/models/abuse'],
    ['GET /v1/webhooks/deliveries', ''],
    ['GET /v1/webhooks/endpoints', ''],
    ['GET /v1/audit', ''],
  ])('to %s %s is what /openapi.json declares', async (operation, path) => {
    const answer = await fetch(`${system.url}${path || operation.slice(4)}`);
    expect(await disagreement(operation, answer)).toBeUndefined();
  });

  it.each([
    ['status', ''],
    ['summary', ''],
    ['results', ''],
    ['results', '?format=csv'],
    ['results', '?format=parquet'],
    ['events', ''],
  ])('to GET /v1/batch/{id}/%s%s is what /openapi.json declares', async (view, query) => {
    const [operation, url] = [`GET /v1/batch/{id}/${view}`, `${system.url}/v1/batch/${batch}/${view}${query}`];
    const answer = await fetch(url);
    const etag = answer.headers.get('etag');
    expect(await disagreement(operation, answer)).toBeUndefined();
    if (etag === null) return;
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, await disagreement(operation, again)]).toEqual([304, undefined]);
  });

  it.each(['/v1/predict', '/v1/models/{name}/predict', '/v1/models/{name}/versions/{version}/predict'])(
    'to POST %s is what /openapi.json declares',
    async (path) => {
      const answer = await post(path.replace('{name}', 'abuse').replace('{version}', '1.0.0'), CALL);
      expect(await disagreement(`POST ${path}`, answer)).toBeUndefined();
    },
  );

  it.each([
    ['', {}],
    ['', { prefer: 'wait=60' }],
    ['', { prefer: 'wait=60', accept: 'text/csv' }],
    ['', { prefer: 'wait=60', accept: 'application/x-ndjson' }],
    ['', { prefer: 'wait=60', accept: 'application/vnd.apache.parquet' }],
    ['?validate_only=true', {}],
    ['/validate', {}],
  ])('to POST /v1/batch%s with %j is what /openapi.json declares', async (query, headers: Record<string, string>) => {
    const path = query === '/validate' ? '/v1/batch/validate' : '/v1/batch';
    expect(await disagreement(`POST ${path}`, await upload(query, headers))).toBeUndefined();
  });

  it.each<Record<string, string>>([{}, { prefer: 'wait=60' }, { prefer: 'wait=60', accept: 'text/csv' }])(
    'to POST /v1/predict/batch with %j is what /openapi.json declares',
    async (headers) => {
      const answer = await post('/v1/predict/batch', CALL, headers);
      expect(await disagreement('POST /v1/predict/batch', answer)).toBeUndefined();
    },
  );
});

/** The schema with no member but those that it names: what is answered and not declared shows. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map((each: unknown) => closed(each)) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, closed<unknown>(member)]));
  const open = 'properties' in members && !('additionalProperties' in members);
  return (open ? { ...members, additionalProperties: false } : members) as T;
}
