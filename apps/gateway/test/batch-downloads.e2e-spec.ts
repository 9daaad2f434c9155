import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { aBatch, TestSystem } from '@sluice/testing';
import { problemIn } from './problem';
import { CSV } from './sample-files';
import { sent } from './sent';

const FORMATS = ['ndjson', 'csv', 'parquet'] as const;
const VIEWS = ['rows', 'sessions', 'errors'] as const;
const DOCUMENTS = VIEWS.flatMap((view) => FORMATS.map((format) => [view, format] as const));
const PLAIN = { 'accept-encoding': 'identity' };

const digestOf = (bytes: Buffer): string => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;

describe('downloads of results', () => {
  let system: TestSystem;
  let batch: string;

  beforeAll(async () => {
    system = await TestSystem.start({ preloads: { worker: join(__dirname, 'preloads/holds-chunks.cjs') } });
    batch = await system.submit(CSV);
    await system.finished(batch);
  });
  afterAll(() => system.stop());

  const url = (query: string): string => `${system.url}/v1/batch/${batch}/results?${query}`;
  const get = (query: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(url(query), { method, headers: { ...PLAIN, ...headers } });
  const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer());
  const tagOf = async (query: string): Promise<string> => {
    const answer = await get(query);
    await bytesOf(answer);
    return answer.headers.get('etag') ?? '';
  };

  describe.each(DOCUMENTS)('of %s as %s', (view, format) => {
    const query = `view=${view}&format=${format}`;

    it('have a strong ETag and are the same bytes each time, with their length and digest', async () => {
      const answers = [await get(query), await get(query), await get(query, { 'want-content-digest': 'sha-256=10' })];
      const bodies = await Promise.all(answers.map(bytesOf));
      const [first = Buffer.alloc(0)] = bodies;
      expect(first.length).toBeGreaterThan(0);
      expect(bodies.every((body) => body.equals(first))).toBe(true);
      const tags = answers.map(({ headers }) => headers.get('etag'));
      expect([new Set(tags).size, tags[0]]).toEqual([1, expect.stringMatching(/^"[0-9a-f]{32}"$/)]);
      const { headers } = answers[2] ?? new Response();
      expect(headers.get('content-digest')).toBe(digestOf(first));
      expect(headers.get('repr-digest')).toBe(digestOf(first));
      expect(headers.get('content-length')).toBe(String(first.length));
      expect(headers.get('accept-ranges')).toBe('bytes');
    });

    it('are told to HEAD without their bytes', async () => {
      const head = await get(query, {}, 'HEAD');
      const whole = await get(query);
      const body = await bytesOf(whole);
      expect([head.status, await head.text()]).toEqual([200, '']);
      expect(head.headers.get('content-length')).toBe(String(body.length));
      for (const name of ['content-digest', 'content-type', 'etag', 'accept-ranges', 'x-complete', 'vary'])
        expect([name, head.headers.get(name)]).toEqual([name, whole.headers.get(name)]);
    });

    it('are answered with 304 to who has them', async () => {
      const etag = await tagOf(query);
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await get(query, { 'if-none-match': known, range: 'bytes=0-1' });
        expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag]);
      }
      expect((await get(query, { 'if-none-match': '"other"' })).status).toBe(200);
    });

    it('are resumed where they broke off', async () => {
      const whole = await bytesOf(await get(query));
      const etag = await tagOf(query);
      for (const at of [1, Math.floor(whole.length / 2), whole.length - 1]) {
        const answer = await get(query, { range: `bytes=${at}-`, 'if-range': etag });
        const rest = await bytesOf(answer);
        expect([answer.status, rest.equals(whole.subarray(at))]).toEqual([206, true]);
        expect(answer.headers.get('content-range')).toBe(`bytes ${at}-${whole.length - 1}/${whole.length}`);
        expect(answer.headers.get('content-length')).toBe(String(rest.length));
        expect(answer.headers.get('repr-digest')).toBe(digestOf(whole));
        expect(answer.headers.get('content-digest')).toBeNull();
      }
      const end = await get(query, { range: 'bytes=-3' });
      expect((await bytesOf(end)).equals(whole.subarray(-3))).toBe(true);
    });
  });

  it('tell the length to who asks for bytes behind the end', async () => {
    const { length } = await bytesOf(await get('format=csv'));
    const { status, problem, headers } = await problemIn(await get('format=csv', { range: `bytes=${length}-` }));
    expect([status, problem.code, headers.get('content-range')]).toEqual([
      416,
      'RANGE_NOT_SATISFIABLE',
      `bytes */${length}`,
    ]);
    expect(headers.get('etag')).toBeNull();
  });

  it.each([
    ['several ranges', { range: 'bytes=0-1,4-5' }],
    ['another unit', { range: 'rows=0-1' }],
    ['an If-Range of other bytes', { range: 'bytes=0-1', 'if-range': '"other"' }],
    ['an If-Range that is a date', { range: 'bytes=0-1', 'if-range': 'Sun, 29 Nov 2026 00:00:00 GMT' }],
  ])('are whole in spite of %s', async (_, headers) => {
    const whole = await bytesOf(await get('format=csv'));
    const answer = await get('format=csv', headers);
    expect([answer.status, (await bytesOf(answer)).equals(whole)]).toEqual([200, true]);
  });

  it('have another ETag for every view, format and filter', async () => {
    const filters = ['', '&action=allow', '&min_score=0.5', '&session=s1', '&session=s2'];
    const queries = DOCUMENTS.flatMap(([view, format]) =>
      (view === 'errors' ? [''] : filters).map((filter) => `view=${view}&format=${format}${filter}`),
    );
    const tags = await Promise.all(queries.map(tagOf));
    expect(new Set(tags).size).toBe(queries.length);
  });

  it('that are filtered have an ETag and no ranges', async () => {
    const filtered = await get('action=allow', { range: 'bytes=0-1' });
    expect([filtered.status, filtered.headers.get('accept-ranges')]).toEqual([200, 'none']);
    const etag = filtered.headers.get('etag') ?? '';
    expect((await bytesOf(filtered)).length).toBeGreaterThan(2);
    expect((await get('action=allow', { 'if-none-match': etag })).status).toBe(304);
    expect((await get('action=review', { 'if-none-match': etag })).status).toBe(200);
  });

  it.each(['csv', 'ndjson'])('as compressed %s tell nothing of the plain bytes but a weak ETag', async (format) => {
    const etag = await tagOf(`format=${format}`);
    const { headers, body } = await sent(url(`format=${format}`), 'gzip');
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', etag: `W/${etag}`, vary: 'Accept, Accept-Encoding' });
    for (const name of ['accept-ranges', 'content-digest', 'repr-digest', 'content-length'])
      expect(headers).not.toHaveProperty(name);
    const whole = await bytesOf(await get(`format=${format}`));
    expect(gunzipSync(body)).toEqual(whole);
    const part = await get(`format=${format}`, { 'accept-encoding': 'gzip', range: 'bytes=5-' });
    expect([part.status, part.headers.get('content-encoding')]).toEqual([206, null]);
    expect(await bytesOf(part)).toEqual(whole.subarray(5));
    const resumed = await get(`format=${format}`, { range: 'bytes=5-', 'if-range': `W/${etag}` });
    expect([resumed.status, await bytesOf(resumed)]).toEqual([200, whole]);
  });

  it('of a batch that runs have neither ETag nor ranges', async () => {
    await system.stopWorkers();
    await system.startWorker({ HOLD_CHUNKS: 'on' });
    const running = await system.submit(aBatch({ rows: 30_000 }));
    await system.inMidBatch(running);
    await system.stopWorkers();
    const path = `${system.url}/v1/batch/${running}/results`;
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(path, { method, headers: { ...PLAIN, range: 'bytes=0-1' } });
      expect([answer.status, answer.headers.get('x-complete')]).toEqual([200, 'false']);
      expect([answer.headers.get('etag'), answer.headers.get('accept-ranges')]).toEqual([null, 'none']);
      await answer.arrayBuffer();
    }
    await system.startWorker();
    await system.finished(running);
    const done = await bytesOf(await fetch(path, { headers: PLAIN }));
    const parts = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6].map(async (i) => {
        const [first, next] = [i, i + 1].map((part) => Math.floor((done.length * part) / 7));
        return bytesOf(await fetch(path, { headers: { ...PLAIN, range: `bytes=${first}-${Number(next) - 1}` } }));
      }),
    );
    expect(Buffer.concat(parts).equals(done)).toBe(true);
  });
});
