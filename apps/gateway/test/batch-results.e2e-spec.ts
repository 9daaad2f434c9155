import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { aBatch, TestSystem } from '@sluice/testing';
import type { BatchListDto, BatchStatusDto } from '../src/batches/batch-status.dto';
import { problemIn } from './problem';
import { CSV, inDuckDb } from './sample-files';
import { sent } from './sent';

const ROW_COLUMNS = 'row,id,session_id,score,label,threshold,action';
const SESSION_COLUMNS =
  'session_id,user_id,events,flagged,max_score,mean_score,noisy_or,longest_streak,first_at,last_at,risk,action,reasons,top_rows';
const ERROR_COLUMNS = 'line,row,code,field,message';
const PARQUET = 'application/vnd.apache.parquet';

describe('reading batches', () => {
  let system: TestSystem;
  let batch: string;

  beforeAll(async () => {
    system = await TestSystem.start({ preloads: { worker: join(__dirname, 'preloads/holds-chunks.cjs') } });
    batch = await system.submit(CSV);
    await system.finished(batch);
  });
  afterAll(() => system.stop());

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(system.url + path, { headers });
  const results = (query: string, headers: Record<string, string> = {}): Promise<Response> =>
    get(`/v1/batch/${batch}/results${query}`, headers);
  const jsonLines = async (answer: Response): Promise<Record<string, unknown>[]> =>
    (await answer.text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  describe('GET /batch/{id}/status', () => {
    it('tells how a batch ended', async () => {
      const status = (await (await get(`/v1/batch/${batch}/status`)).json()) as BatchStatusDto;
      expect(status).toMatchObject({
        ...{ id: batch, job_id: batch, state: 'completed_with_errors', mode: 'sessions', progress_percent: 100 },
        ...{ total_count: 7, processed_count: 7, estimated_completion: null, error: null },
        counts: { total: 7, succeeded: 6, failed: 1, flagged: 2, cancelled: 0 },
        sessions: { total: 2, flagged: 1 },
      });
      expect(status.message).toContain('1 of 7');
      const { allow, review, block } = status.sessions?.by_action ?? { allow: 0, review: 0, block: 0 };
      expect([allow, review + block]).toEqual([1, 1]);
      expect(Date.parse(status.started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(status.created_at));
      expect(Date.parse(status.finished_at ?? '')).toBeGreaterThanOrEqual(Date.parse(status.started_at ?? ''));
    });

    it('has an ETag, and answers 304 to who knows it already', async () => {
      const first = await get(`/v1/batch/${batch}/status`);
      const etag = first.headers.get('etag') ?? '';
      expect([first.status, first.headers.get('retry-after')]).toEqual([200, null]);
      expect(etag).toMatch(/^W\/"/);
      for (const known of [etag, etag.slice(2), `"other", ${etag}`]) {
        const again = await get(`/batch/${batch}/status`, { 'if-none-match': known });
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      }
      expect((await get(`/v1/batch/${batch}/status`, { 'if-none-match': '"other"' })).status).toBe(200);
    });
  });

  describe('to a client that takes gzip', () => {
    it.each(['ndjson', 'csv'])('sends results as %s compressed, and after that the same bytes', async (format) => {
      const url = `${system.url}/v1/batch/${batch}/results?format=${format}`;
      const [plain, compressed] = [await sent(url, 'identity'), await sent(url, 'gzip')];
      expect(compressed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept, Accept-Encoding' });
      expect(plain.headers).toMatchObject({ vary: 'Accept, Accept-Encoding' });
      expect(plain.headers).not.toHaveProperty('content-encoding');
      expect(gunzipSync(compressed.body)).toEqual(plain.body);
    });

    it('sends Parquet as it is', async () => {
      const { headers, body } = await sent(`${system.url}/v1/batch/${batch}/results?format=parquet`, 'gzip');
      expect(headers).not.toHaveProperty('content-encoding');
      expect(body.subarray(0, 4).toString()).toBe('PAR1');
    });

    it('gives the status one ETag whatever its encoding', async () => {
      const url = `${system.url}/v1/batch/${batch}/status`;
      const [plain, compressed] = [await sent(url, 'identity'), await sent(url, 'gzip')];
      expect(compressed.headers.etag).toBe(plain.headers.etag);
      const again = await get(`/v1/batch/${batch}/status`, { 'if-none-match': compressed.headers.etag ?? '' });
      expect([again.status, again.headers.get('content-encoding')]).toEqual([304, null]);
    });
  });

  describe('GET /batch/{id}/results', () => {
    it('gives rows in input order as NDJSON by default', async () => {
      const answer = await results('');
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
      expect([answer.headers.get('x-complete'), answer.headers.get('vary')]).toEqual([
        'true',
        'Accept, Accept-Encoding',
      ]);
      expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${batch}-rows.ndjson"`);
      const rows = await jsonLines(answer);
      expect(rows.map(({ row, id, session_id, action }) => [row, id, session_id, action])).toEqual([
        [1, 'a1', 's1', 'allow'],
        [2, 'a2', 's2', expect.stringMatching(/review|block/)],
        [3, 'a3', 's2', expect.stringMatching(/review|block/)],
        [5, 'a5', 's1', 'allow'],
        [6, 'a6', null, 'allow'],
        [7, '=1+1', 's1', 'allow'],
      ]);
      expect(Object.keys(rows[0] ?? {}).join()).toBe(ROW_COLUMNS);
      for (const { score, threshold, label } of rows) {
        expect(label).toBe(Number(score) >= Number(threshold) ? 'ABUSIVE' : 'BENIGN');
      }
    });

    it('gives sessions by risk, with what the verdict rests on', async () => {
      const [first, second, ...none] = await jsonLines(await results('?view=sessions'));
      expect(Object.keys(first ?? {}).join()).toBe(SESSION_COLUMNS);
      expect(none).toEqual([]);
      expect(first).toMatchObject({
        ...{ session_id: 's2', user_id: 'u2', events: 2, flagged: 2, longest_streak: 2 },
        ...{ first_at: '2026-01-05T08:01:00.000Z', last_at: '2026-01-05T08:02:00.000Z' },
        reasons: expect.arrayContaining([expect.any(String)]) as string[],
        top_rows: expect.arrayContaining([expect.objectContaining({ row: 2 })]) as object[],
      });
      expect(second).toMatchObject({
        session_id: 's1',
        user_id: 'u1',
        events: 3,
        flagged: 0,
        action: 'allow',
        reasons: [],
      });
      expect(Number(second?.risk)).toBeLessThan(Number(first?.risk));
    });

    it('gives errors with their lines', async () => {
      const errors = await jsonLines(await results('?view=errors'));
      expect(errors).toEqual([
        { line: 5, row: 4, code: 'TEXT_BLANK', field: 'text', message: 'The text is empty or only white space' },
      ]);
      expect(Object.keys(errors[0] ?? {}).join()).toBe(ERROR_COLUMNS);
    });

    it.each([
      ['rows', ROW_COLUMNS, 6],
      ['sessions', SESSION_COLUMNS, 2],
      ['errors', ERROR_COLUMNS, 1],
    ])('gives %s in every format with the same records', async (view, columns, count) => {
      const records = await jsonLines(await results(`?view=${view}&format=ndjson`));
      const csv = await (await results(`?view=${view}&format=csv`)).text();
      const parquet = await results(`?view=${view}&format=parquet`);
      const query = `SELECT * FROM read_parquet('{file}')`;
      const { rows } = await inDuckDb(query, new Uint8Array(await parquet.arrayBuffer()));
      expect([records.length, csv.trimEnd().split('\n').length - 1, rows.length]).toEqual([count, count, count]);
      expect(csv.split('\n', 1)[0]).toBe(columns);
      expect(Object.keys(rows[0] as object).join()).toBe(columns);
      const key = view === 'sessions' ? 'session_id' : 'row';
      expect(rows.map((row) => String((row as Record<string, unknown>)[key]))).toEqual(
        records.map((record) => String(record[key])),
      );
    });

    it.each([
      ['text/csv', 'text/csv; charset=utf-8; header=present'],
      [PARQUET, PARQUET],
      ['application/x-ndjson;q=0.5, text/csv;q=0.9', 'text/csv; charset=utf-8; header=present'],
      ['text/html, */*;q=0.1', 'application/x-ndjson'],
      ['*/*', 'application/x-ndjson'],
    ])('negotiates Accept: %s', async (accept, type) => {
      const answer = await results('', { accept });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      await answer.arrayBuffer();
    });

    it('prefers ?format to Accept, and refuses what it does not have', async () => {
      const answer = await results('?format=csv', { accept: 'application/x-ndjson' });
      expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
      const { status, problem } = await problemIn(await results('', { accept: 'text/html, text/csv;q=0' }));
      expect([status, problem.code]).toEqual([406, 'NOT_ACCEPTABLE']);
    });

    it.each(['ndjson', 'csv'])('gives pages of %s that together are the whole view', async (format) => {
      const whole = await (await results(`?format=${format}`)).text();
      let path: string | undefined = `/v1/batch/${batch}/results?format=${format}&limit=4`;
      const pages: string[] = [];
      while (path !== undefined) {
        const answer = await get(path);
        pages.push(await answer.text());
        path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
      }
      expect(pages).toHaveLength(2);
      const header = format === 'csv' ? `${ROW_COLUMNS}\n` : '';
      expect(pages.every((page) => page.startsWith(header))).toBe(true);
      expect(header + pages.map((page) => page.slice(header.length)).join('')).toBe(whole);
    });

    it('filters by action, also in pages', async () => {
      const allowed = await jsonLines(await results('?action=allow'));
      expect(allowed.map(({ row }) => row)).toEqual([1, 5, 6, 7]);
      const page = await results('?action=allow&limit=2');
      expect((await jsonLines(page)).map(({ row }) => row)).toEqual([1, 5]);
      const [next = ''] = /\/v1[^>]+/.exec(page.headers.get('link') ?? '') ?? [];
      expect((await jsonLines(await get(next))).map(({ row }) => row)).toEqual([6, 7]);
    });

    it('filters rows by score and session, and sessions by risk', async () => {
      const rows = await jsonLines(await results(''));
      const scored = rows.filter(({ score }) => Number(score) >= 0.5);
      expect(await jsonLines(await results('?min_score=0.5'))).toEqual(scored);
      expect(scored.length).toBeGreaterThan(0);
      const ofSession = await jsonLines(await results('?session=s1&action=allow&format=ndjson'));
      expect(ofSession.map(({ row }) => row)).toEqual([1, 5, 7]);
      const risky = await jsonLines(await results('?view=sessions&min_score=0.3'));
      expect(risky.map(({ session_id }) => session_id)).toEqual(['s2']);
      const one = await jsonLines(await results('?view=sessions&session=s1&min_score=0'));
      expect(one.map(({ session_id }) => session_id)).toEqual(['s1']);
      expect(await (await results("?session=s1'--")).text()).toBe('');
      const csv = await (await results('?min_score=0.5&format=csv')).text();
      expect(csv.split('\n')).toHaveLength(scored.length + 2);
      const table = new Uint8Array(await (await results('?session=s1&format=parquet')).arrayBuffer());
      const found = await inDuckDb(`SELECT count(*)::INTEGER AS count FROM read_parquet('{file}')`, table);
      expect(found.rows).toEqual([{ count: 3 }]);
    });

    it.each([
      ['min_score=1.5', 400, '/query/min_score', 'TOO_LARGE'],
      ['min_score=high', 400, '/query/min_score', 'INVALID_TYPE'],
      ['session=', 400, '/query/session', 'TOO_SHORT'],
      [`session=${'x'.repeat(201)}`, 400, '/query/session', 'TOO_LONG'],
      ['limit=2&cursor=4', 400, '/query/cursor', 'INVALID_FORMAT'],
      ['limit=2&cursor=4.0123abcd', 422, '/query/cursor', 'INVALID_VALUE'],
      ['view=errors&min_score=0.5', 422, '/query/min_score', 'NOT_ALLOWED'],
      ['view=errors&session=s1', 422, '/query/session', 'NOT_ALLOWED'],
    ])('refuses ?%s with %d and a pointer', async (query, expected, pointer, code) => {
      const { status, problem } = await problemIn(await results(`?${query}`));
      expect([status, problem.errors.map((error) => [error.pointer, error.code])]).toEqual([
        expected,
        expect.arrayContaining([[pointer, code]]),
      ]);
    });

    it('refuses the cursor of a page under another filter', async () => {
      const page = await results('?action=allow&limit=2');
      const [next = ''] = /\/v1[^>]+/.exec(page.headers.get('link') ?? '') ?? [];
      const { status, problem } = await problemIn(await get(next.replace('action=allow', 'min_score=0')));
      expect([status, problem.code]).toEqual([422, 'INVALID_FIELD']);
    });

    it('gives what is done of a batch that runs, with X-Complete: false', async () => {
      await system.stopWorkers();
      await system.startWorker({ HOLD_CHUNKS: 'on' });
      const running = await system.submit(aBatch({ rows: 30_000 }));
      await system.inMidBatch(running);
      await system.stopWorkers();
      const done = await system.status(running);
      const answer = await get(`/v1/batch/${running}/results`);
      expect(answer.headers.get('x-complete')).toBe('false');
      const rows = await jsonLines(answer);
      expect([done.state, rows.length]).toEqual(['scoring', done.counts.succeeded]);
      expect(new Set(rows.map(({ row }) => row)).size).toBe(rows.length);
      const sessions = await jsonLines(await get(`/v1/batch/${running}/results?view=sessions`));
      expect(sessions.length).toBeGreaterThan(0);

      const status = await get(`/v1/batch/${running}/status`);
      expect(Number(status.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      for (const query of ['?format=parquet', '?limit=10']) {
        const { status: code, problem } = await problemIn(await get(`/v1/batch/${running}/results${query}`));
        expect([code, problem.code]).toEqual([409, 'BATCH_CONFLICT']);
      }
      await system.startWorker();
      expect(await system.finished(running)).toMatchObject({ state: 'completed', counts: { succeeded: 30_000 } });
    });
  });

  describe('GET /batch', () => {
    const list = async (query: string): Promise<BatchListDto> =>
      (await (await get(`/v1/batch${query}`)).json()) as BatchListDto;

    it('lists batches newest first, in pages, and by state', async () => {
      const submitted = [batch];
      for (let i = 0; i < 3; i++) {
        submitted.push(await system.submit(aBatch({ rows: 2 })));
        await system.finished(submitted.at(-1) ?? '');
      }
      const found: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: BatchListDto = await list(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
        found.push(...page.batches.map(({ id }) => id));
        cursor = page.next_cursor;
      }
      expect(found).toEqual((await list('')).batches.map(({ id }) => id));
      expect(found).toEqual([...found].sort().reverse());
      expect(found).toEqual(expect.arrayContaining(submitted));
      const failed = await list('?state=completed_with_errors');
      expect(failed.batches.map(({ id }) => id)).toEqual([batch]);
      expect(await list('?state=expired')).toEqual({ batches: [], next_cursor: null });
    });
  });
});
