import { problemIn } from './problem';
import { startProbeApp, type ProbeApp } from './probe-app.fixture';

const SECRET = 'canary-7f3a';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('errors over HTTP', () => {
  let probe: ProbeApp;
  const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(`${probe.url}${path}`, init);
  const post = (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = JSON_TYPE,
  ): Promise<Response> => ask(path, { method: 'POST', body, headers });

  beforeAll(async () => {
    probe = await startProbeApp();
  });
  afterAll(async () => {
    await probe.app.close();
  });

  it.each<[string, string | Uint8Array<ArrayBuffer>, number, string]>([
    ['no JSON', `{"texts": ["${SECRET}"`, 400, 'MALFORMED_JSON'],
    ['an empty body', '', 400, 'MALFORMED_JSON'],
    ['invalid UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 400, 'MALFORMED_JSON'],
    ['__proto__', `{"texts": [], "__proto__": {"a": "${SECRET}"}}`, 400, 'MALFORMED_JSON'],
    ['an escaped __proto__', String.raw`{"texts": [], "\u005f_proto__": {}}`, 400, 'MALFORMED_JSON'],
    ['constructor.prototype', '{"texts": [], "constructor": {"prototype": {}}}', 400, 'MALFORMED_JSON'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33), 400, 'MALFORMED_JSON'],
    ['32 levels that fit no schema', '['.repeat(32) + ']'.repeat(32), 422, 'INVALID_BODY'],
    ['more than 1 MiB', `"${SECRET.repeat(100_000)}"`, 413, 'PAYLOAD_TOO_LARGE'],
    ['null', 'null', 422, 'INVALID_BODY'],
    ['an unknown field', `{"texts": [], "texst": "${SECRET}"}`, 422, 'INVALID_BODY'],
    ['a number for a string', '{"texts": [7]}', 422, 'INVALID_BODY'],
    ['a string for a list', `{"texts": "${SECRET}"}`, 422, 'INVALID_BODY'],
  ])('answers a body of %s', async (_name, body, status, code) => {
    const answer = await problemIn(await post('/v1/probe', body));
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
    expect(JSON.stringify(answer.problem)).not.toContain(SECRET);
  });

  it('counts code points, not UTF-16 units', async () => {
    const answer = await post('/probe', JSON.stringify({ texts: ['😀😀😀😀😀'] }));
    expect(answer.status).toBe(201);
  });

  it.each([
    [{}, [{ pointer: '/texts', code: 'REQUIRED' }]],
    [{ texts: [], texst: 1 }, [{ pointer: '/texst', code: 'UNKNOWN_FIELD' }]],
    [{ texts: [], [`${SECRET} is a secret`]: 1 }, [{ pointer: '', code: 'UNKNOWN_FIELD' }]],
    [{ texts: ['a', 7] }, [{ pointer: '/texts/1', code: 'INVALID_TYPE' }]],
    [{ texts: ['a', 'b', 'c'] }, [{ pointer: '/texts', code: 'TOO_MANY' }]],
    [{ texts: ['abcdef'] }, [{ pointer: '/texts/0', code: 'TOO_LONG' }]],
  ])('points at what is wrong in %j', async (body, errors) => {
    const { problem } = await problemIn(await post('/probe', JSON.stringify(body)));
    expect(problem.errors).toMatchObject(errors);
    expect(JSON.stringify(problem)).not.toContain(SECRET);
  });

  it('gives a wrong DTO the same status, code and pointers as a wrong schema', async () => {
    const { status, problem } = await problemIn(
      await post('/probe/dto', JSON.stringify({ text: 'too long', [SECRET]: 1, more: 1 })),
    );
    expect([status, problem.code]).toEqual([422, 'INVALID_BODY']);
    expect(problem.errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()).toEqual([
      `/${SECRET} UNKNOWN_FIELD`,
      '/more UNKNOWN_FIELD',
      '/text TOO_LONG',
    ]);
  });

  it('answers a wrong query parameter with 400 and its place', async () => {
    const { status, problem } = await problemIn(await ask(`/probe/page?limit=11`));
    expect([status, problem.code]).toEqual([400, 'INVALID_PARAMETER']);
    expect(problem.errors).toMatchObject([{ pointer: '/query/limit', code: 'TOO_LARGE' }]);
  });

  it.each([
    ['text/csv', 'a,b'],
    ['text/plain', 'hello'],
    ['application/x-www-form-urlencoded', 'a=b'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/jsonx', '{}'],
  ])('answers %s with 415', async (type, body) => {
    const { status, problem } = await problemIn(await post('/probe', body, { 'content-type': type }));
    expect([status, problem.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('answers compressed JSON with 415', async () => {
    const { status } = await problemIn(await post('/probe', 'x', { ...JSON_TYPE, 'content-encoding': 'gzip' }));
    expect(status).toBe(415);
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON'])('takes %s', async (type) => {
    expect((await post('/probe', '{"texts": []}', { 'content-type': type })).status).toBe(201);
  });

  it.each([`/${SECRET}`, '/v1/v1/probe', '/v1/health', '/v1/metrics', '/probe/', '//probe', '/probe%2fdto'])(
    'answers 404 at %s',
    async (path) => {
      const { status, problem } = await problemIn(await ask(path));
      expect([status, problem.code]).toEqual([404, 'NOT_FOUND']);
      expect(JSON.stringify(problem)).not.toContain(SECRET);
    },
  );

  it.each([
    ['GET', '/probe', 'POST'],
    ['DELETE', '/v1/probe', 'POST'],
    ['PUT', '/health', 'GET, HEAD'],
    ['POST', '/v1/probe/by-id/7', 'GET, HEAD'],
    ['PROPFIND', '/probe', 'POST'],
  ])('answers %s %s with 405 and Allow', async (method, path, allow) => {
    const { status, problem, headers } = await problemIn(await ask(path, { method }));
    expect([status, problem.code, headers.get('allow')]).toEqual([405, 'METHOD_NOT_ALLOWED', allow]);
  });

  it('does not read a body before it answers 404', async () => {
    const { status } = await problemIn(await post('/nowhere', '{broken'));
    expect(status).toBe(404);
  });

  it('answers a broken escape with 400 and an endless id with 414', async () => {
    expect((await problemIn(await ask('/probe/by-id/%zz'))).problem.code).toBe('BAD_REQUEST');
    expect((await problemIn(await ask(`/probe/by-id/${'a'.repeat(700)}`))).problem.code).toBe('URI_TOO_LONG');
  });

  it('answers our own failure with 500, says nothing about it and logs it with its stack', async () => {
    const { status, problem } = await problemIn(await ask('/probe/fail'));
    expect([status, problem.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(problem)).not.toContain('hush-hush');
    const line = probe.log.find((text) => text.includes(problem.request_id) && text.includes('request failed'));
    expect(line).toMatch(/"level":"error".*hush-hush.*probe\.controller/);
  });

  it('logs why a client was refused, as no error of ours', async () => {
    const { problem } = await problemIn(await ask('/probe/broken-file'));
    const line = probe.log.find((text) => text.includes(problem.request_id) && text.includes('request failed'));
    expect(line).toMatch(/"level":"info".*unexpected end/);
  });

  it('says when to come back', async () => {
    const { status, problem, headers } = await problemIn(await ask('/probe/busy'));
    expect([status, problem.code, problem.retry_after, headers.get('retry-after')]).toEqual([
      503,
      'OVERLOADED',
      3,
      '3',
    ]);
  });

  it.each([
    ['plain-ID-42', true],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
    ['has space', false],
    ['"quoted"', false],
  ])('takes the request id %j or makes its own', async (sent, taken) => {
    const response = await ask('/health/live', { headers: { 'x-request-id': sent } });
    const id = response.headers.get('x-request-id') ?? '';
    if (taken) expect(id).toBe(sent);
    else expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('leaves no input of a client in the log', () => {
    expect(probe.log.join('')).not.toContain(SECRET);
  });
});
