import { newId } from '@sluice/contracts';
import { TestSystem } from '@sluice/testing';
import { problemIn } from './problem';
import { rawProblem, sendRaw } from './raw-http';
import { CANARY, expectRefusal } from './refusal';
import { CSV } from './sample-files';

describe('ids and parameters of batches', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const get = (path: string): Promise<Response> => fetch(system.url + path);

  const unknown = newId();
  const bad = [
    '1',
    'abc',
    unknown.toLowerCase(),
    `${unknown}0`,
    '..',
    '%2e%2e%2f%2e%2e',
    '..%2fstore-identity',
    '%00',
    '%FF%FE',
  ];

  it.each([unknown, ...bad])('answers 404 to the id %s', async (id) => {
    for (const path of [`/v1/batch/${id}/status`, `/batch/${id}/results`]) {
      const answer = await get(path);
      expect([400, 404]).toContain(answer.status);
      await problemIn(answer);
    }
    const cancel = await fetch(`${system.url}/v1/batch/${id}/cancel`, { method: 'POST' });
    expect([400, 404]).toContain(cancel.status);
    await problemIn(cancel);
  });

  it('tells an unknown id and a malformed one apart in nothing', async () => {
    const bodies = await Promise.all(
      [unknown, 'abc'].map(async (id) => (await problemIn(await get(`/v1/batch/${id}/status`))).problem),
    );
    const [a, b] = bodies.map(({ status, code, title, detail, errors }) => ({ status, code, title, detail, errors }));
    expect([a, a?.status, a?.code]).toEqual([b, 404, 'BATCH_NOT_FOUND']);
  });

  it('takes no path tricks over a raw socket', async () => {
    const port = Number(new URL(system.url).port);
    for (const path of ['/v1/batch/../../active/status', '/v1/batch/..%2f..%2f/status', '//v1/batch//status']) {
      const problem = rawProblem(await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
      expect(problem.status).toBe(404);
    }
  });

  it.each<[string, ...string[]]>([
    ['limit=0', '/query/limit'],
    ['limit=201', '/query/limit'],
    ['limit=1.5', '/query/limit'],
    [`limit=${CANARY}`, '/query/limit'],
    [`state=${CANARY}`, '/query/state'],
    ['cursor=..%2F..', '/query/cursor'],
    ['surprise=1&state=x', '/query/surprise', '/query/state'],
  ])('refuses GET /batch?%s', async (query, ...pointers) => {
    await expectRefusal(await get(`/v1/batch?${query}`), [400, 'INVALID_PARAMETER', ...pointers]);
  });

  it.each<[string, ...string[]]>([
    [`view=${CANARY}`, '/query/view'],
    ['format=xml', '/query/format'],
    ['action=maybe', '/query/action'],
    ['limit=10001', '/query/limit'],
    ['limit=5&cursor=-1', '/query/cursor'],
    ['cursor=%27%20OR%201%3D1', '/query/cursor'],
    ['view=rows&view=rows', '/query/view'],
  ])('refuses results?%s', async (query, pointer) => {
    const answer = await get(`/v1/batch/${unknown}/results?${query}`);
    await expectRefusal(answer, [400, 'INVALID_PARAMETER', pointer]);
  });

  it('refuses pages of Parquet and other methods', async () => {
    const id = await system.submit(CSV);
    await system.finished(id);
    await expectRefusal(await get(`/v1/batch/${id}/results?format=parquet&limit=1`), [400, 'INVALID_PARAMETER']);
    const put = await fetch(`${system.url}/v1/batch`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: CSV,
    });
    await expectRefusal(put, [405, 'METHOD_NOT_ALLOWED']);
    expect(put.headers.get('allow')).toContain('POST');
  });
});
