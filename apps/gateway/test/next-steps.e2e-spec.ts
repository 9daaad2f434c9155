import { TestSystem } from '@sluice/testing';
import { problemIn } from './problem';

const CSV = { 'content-type': 'text/csv' };
const FILE = 'text,channel\nhave a nice day,web\n';

describe('the detail of a refusal says what to do next', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const post = (path: string, body: string | FormData, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(system.url + path, { method: 'POST', headers, body });
  const detailOf = async (answer: Response): Promise<string> => (await problemIn(answer)).problem.detail;

  it.each([
    ['/v1/sessions/unknown', /GET \/v1\/sessions lists/],
    ['/v1/sessions/not%20an%20id', /GET \/v1\/sessions lists/],
    ['/v1/users/unknown', /Check the id/],
  ])('of GET %s', async (path, nextStep) => {
    expect(await detailOf(await fetch(system.url + path))).toMatch(nextStep);
  });

  it.each([
    ['session_column=session', FILE, /leave them out/],
    ['keep_columns=language', FILE, /leave them out/],
    ['text_column=body', FILE, /Name the column that holds the text/],
    ['', `text,${FILE}`, /not exactly one that text_column names/],
  ])('of a column that is not there, or more than once: ?%s', async (query, file, nextStep) => {
    expect(await detailOf(await post(`/v1/batch?${query}`, file, CSV))).toMatch(nextStep);
  });

  it('of a file of an unknown type: the types that files have', async () => {
    const detail = await detailOf(await post('/v1/batch', FILE, { 'content-type': 'application/octet-stream' }));
    for (const type of ['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet', 'multipart/form-data'])
      expect(detail).toContain(type);
  });

  it('of a form with too many fields, or with one twice', async () => {
    const form = new FormData();
    for (let i = 0; i < 40; i++) form.append(`field${i}`, 'x');
    form.append('file', new Blob([FILE]), 'chat.csv');
    expect(await detailOf(await post('/v1/batch', form))).toMatch(/too many fields\. Send only/);
    const twice = new FormData();
    twice.append('mode', 'rows');
    expect(await detailOf(await post('/v1/batch?mode=rows', twice))).toMatch(/Send it once/);
  });

  it('of a cursor that belongs to another view', async () => {
    const batch = await system.submit(`${FILE}see you,web\n`);
    await system.finished(batch);
    const results = `${system.url}/v1/batch/${batch}/results`;
    const next = /<([^>]+)>/.exec((await fetch(`${results}?limit=1`)).headers.get('link') ?? '')?.[1] ?? '';
    expect(await detailOf(await fetch(`${system.url}${next}&action=block`))).toMatch(/Start again without it/);
  });

  it.each([
    ['view=errors&action=block', '/query/action', /leave it out/],
    ['view=errors&session=a', '/query/session', /leave it out/],
    ['cursor=4.0123abcd', '/query/cursor', /send its limit as well/],
  ])('of parameters that mean nothing together: %s', async (query, pointer, nextStep) => {
    const batch = await system.submit(FILE);
    const { problem } = await problemIn(await fetch(`${system.url}/v1/batch/${batch}/results?${query}`));
    expect(problem.errors).toEqual([
      expect.objectContaining({ pointer, message: expect.stringMatching(nextStep) as unknown }),
    ]);
  });

  it.each(['upload', 'source'])('of a file beside ?%s, which would be left out', async (name) => {
    const ids = async (): Promise<string[]> => (await system.list()).map(({ id }) => id);
    const before = await ids();
    const { problem, status } = await problemIn(await post(`/v1/batch?${name}=01J00000000000000000000000`, FILE, CSV));
    expect([status, problem.code, problem.errors[0]?.pointer]).toEqual([422, 'INVALID_FIELD', `/${name}`]);
    expect(problem.detail).toMatch(/leave one of them out/);
    expect(await ids()).toEqual(before);
  });
});
