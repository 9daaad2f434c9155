import { gzipSync } from 'node:zlib';
import { TestSystem } from '@sluice/testing';
import type { BatchStatusDto } from '../src/batches/batch-status.dto';
import type { FilePreviewDto } from '../src/batches/file-preview.dto';
import { CSV, delimited, NDJSON, parquet } from './sample-files';

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('POST /batch', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const post = (
    body: string | FormData | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    path = '/v1/batch',
  ): Promise<Response> => fetch(system.url + path, { method: 'POST', headers, body });

  /** The fields before the file, the file, and the fields after it. */
  function form(
    before: object,
    file: string | Uint8Array<ArrayBuffer>,
    name: string,
    after: object = {},
    type = '',
  ): FormData {
    const data = new FormData();
    for (const [field, value] of Object.entries(before)) data.append(field, String(value));
    data.append('file', new Blob([file], { type }), name);
    for (const [field, value] of Object.entries(after)) data.append(field, String(value));
    return data;
  }

  async function accepted(answer: Response): Promise<BatchStatusDto> {
    expect(answer.status).toBe(202);
    return (await answer.json()) as BatchStatusDto;
  }

  it('answers 202 with a place to look at, and the status of the contract', async () => {
    const answer = await post(CSV, { 'content-type': 'text/csv', 'x-request-id': 'my-request' });
    const status = await accepted(answer);
    expect(answer.headers.get('location')).toBe(`/v1/batch/${status.id}/status`);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(answer.headers.get('x-request-id')).toBe('my-request');
    expect(status).toMatchObject({
      id: expect.stringMatching(ULID) as string,
      job_id: status.id,
      state: expect.stringMatching(/^(accepted|planning|scoring|finishing|completed_with_errors)$/) as string,
      mode: 'sessions',
      model: { name: 'abuse', version: '2.0.0', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
      created_at: expect.stringMatching(RFC3339) as string,
      expires_at: expect.stringMatching(RFC3339) as string,
      error: null,
      links: {
        status: `/v1/batch/${status.id}/status`,
        results: `/v1/batch/${status.id}/results`,
        sessions: `/v1/batch/${status.id}/results?view=sessions`,
        errors: `/v1/batch/${status.id}/results?view=errors`,
        summary: `/v1/batch/${status.id}/summary`,
      },
    });
    await system.finished(status.id);
  });

  it('gives the same results for the same records as CSV, NDJSON and Parquet, raw or in a form', async () => {
    const file = new Uint8Array(await parquet());
    const answers = [
      await post(CSV, { 'content-type': 'text/csv; charset=utf-8' }),
      await post(NDJSON, { 'content-type': 'application/x-ndjson' }),
      await post(file, { 'content-type': 'application/vnd.apache.parquet' }),
      await post(form({}, CSV, 'chat.CSV')),
      await post(form({}, delimited('\t'), 'chat.tsv'), {}, '/batch'),
      await post(form({}, NDJSON, 'chat.jsonl')),
      await post(form({}, file, 'chat.parquet')),
      await post(form({}, NDJSON, 'chat', {}, 'application/x-ndjson')),
    ];
    const ids = await Promise.all(answers.map(async (answer) => (await accepted(answer)).id));
    const finals = await Promise.all(ids.map((id) => system.finished(id)));
    for (const { state, counts, sessions } of finals) {
      expect([state, counts.total, counts.succeeded, counts.failed]).toEqual(['completed_with_errors', 7, 6, 1]);
      expect(sessions).toMatchObject({ total: 2 });
    }
    const [first = '', ...others] = ids;
    for (const id of others) {
      expect(await system.results(id, 'rows')).toBe(await system.results(first, 'rows'));
      expect(await system.results(id, 'sessions')).toBe(await system.results(first, 'sessions'));
    }
  });

  it.each([
    ['before the file', { threshold: '0.9', text_column: 'body' }, {}],
    ['after the file', {}, { threshold: '0.9', text_column: 'body' }],
    ['around the file', { threshold: '0.9' }, { text_column: 'body' }],
  ])('takes fields %s', async (_, before, after) => {
    const renamed = CSV.replace('id,text', 'id,body');
    const { id } = await accepted(await post(form(before, renamed, 'x.csv', after)));
    await system.finished(id);
    const thresholds = (await system.results(id, 'rows')).match(/"threshold":[0-9.]+/g);
    expect(new Set(thresholds)).toEqual(new Set(['"threshold":0.9']));
  });

  it('takes the fields of a raw body as query parameters, and the columns by name', async () => {
    const renamed = CSV.replace('id,text,session_id,user_id,occurred_at', 'key,body,chat,who,when');
    const columns = 'text_column=body&session_column=chat&user_column=who&time_column=when&id_column=key';
    const query = `model=abuse&version=2.0.0&mode=sessions&threshold=0.45&${columns}`;
    const { id } = await accepted(await post(renamed, { 'content-type': 'text/csv' }, `/v1/batch?${query}`));
    const plain = await accepted(await post(CSV, { 'content-type': 'text/csv' }));
    await Promise.all([system.finished(id), system.finished(plain.id)]);
    for (const view of ['rows', 'sessions'] as const) {
      expect(await system.results(id, view)).toBe(await system.results(plain.id, view));
    }
  });

  it('judges no sessions in rows mode', async () => {
    const { id } = await accepted(await post(CSV, { 'content-type': 'text/csv' }, '/v1/batch?mode=rows'));
    expect(await system.finished(id)).toMatchObject({ mode: 'rows', sessions: null });
    expect(await system.results(id, 'sessions')).toBe('');
    expect((await system.rows(id)).map((row) => row.row)).toEqual([1, 2, 3, 5, 6, 7]);
  });

  it.each([
    [
      'text/csv',
      'text/csv; charset=utf-8; header=present',
      /^row,id,session_id,score,label,threshold,action\n1,a1,s1,/,
    ],
    ['application/x-ndjson', 'application/x-ndjson', /^\{"row":1,"id":"a1",/],
    ['application/vnd.apache.parquet', 'application/vnd.apache.parquet', /^PAR1/],
  ])('answers %s in place with Prefer: wait', async (accept, type, start) => {
    const answer = await post(form({}, CSV, 'x.csv'), { accept, prefer: 'wait=60' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
    expect(answer.headers.get('preference-applied')).toBe('wait=60');
    expect(answer.headers.get('x-complete')).toBe('true');
    expect(answer.headers.get('content-location')).toMatch(/^\/v1\/batch\/[0-9A-Z]{26}\/results$/);
    expect(await answer.text()).toMatch(start);
  });

  it('answers the final status with Prefer: wait when no format is named', async () => {
    const answer = await post(CSV, { 'content-type': 'text/csv', prefer: 'respond-async, wait=60' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ state: 'completed_with_errors', progress_percent: 100 });
  });

  it('answers 202 when the results are not ready within the wait', async () => {
    await system.stopWorkers();
    const answer = await post(CSV, { 'content-type': 'text/csv', accept: 'text/csv', prefer: 'wait=1' });
    const { id, state } = await accepted(answer);
    expect([state, answer.headers.get('preference-applied')]).toEqual(['accepted', 'wait=1']);
    await system.startWorker();
    await system.finished(id);
  });

  it('answers the problem with Prefer: wait when only reading the whole file shows it', async () => {
    const cut = (await parquet()).fill(0, 4, 60);
    const answer = await post(new Uint8Array(cut), {
      'content-type': 'application/vnd.apache.parquet',
      prefer: 'wait=60',
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'INVALID_FILE' });
  });

  it('keeps ids that look like formulas from a spreadsheet, and gives them as they are in NDJSON', async () => {
    const csv = await post(CSV, { 'content-type': 'text/csv', accept: 'text/csv', prefer: 'wait=60' });
    expect(await csv.text()).toContain("\n7,'=1+1,s1,");
    const ndjson = await post(CSV, { 'content-type': 'text/csv', accept: 'application/x-ndjson', prefer: 'wait=60' });
    expect(await ndjson.text()).toContain('{"row":7,"id":"=1+1","session_id":"s1"');
  });

  it('validates a file and keeps nothing', async () => {
    const before = await system.list();
    const answer = await post(form({}, delimited(';'), 'x.csv'), {}, '/v1/batch/validate');
    expect(answer.status).toBe(200);
    const preview = (await answer.json()) as FilePreviewDto;
    expect(preview).toMatchObject({ format: 'csv', delimiter: ';', mode: 'sessions', row_estimate: 7, exact: true });
    expect(preview.columns).toEqual([
      { name: 'id', type: 'VARCHAR', role: 'id' },
      { name: 'text', type: 'VARCHAR', role: 'text' },
      { name: 'session_id', type: 'VARCHAR', role: 'session' },
      { name: 'user_id', type: 'VARCHAR', role: 'user' },
      { name: 'occurred_at', type: expect.stringMatching(/^TIMESTAMP/) as string, role: 'time' },
    ]);
    expect([preview.bad_rows, preview.errors]).toEqual([
      1,
      [{ line: 5, row: 4, code: 'TEXT_BLANK', field: 'text', message: 'The text is empty or only white space' }],
    ]);
    expect(await system.list()).toEqual(before);
  });

  it('only validates with validate_only, wherever the field stands', async () => {
    const before = await system.list();
    const whole = await post(form({}, delimited(';'), 'x.csv'), {}, '/v1/batch/validate');
    const expected = (await whole.json()) as FilePreviewDto;
    const asked = [
      await post(form({}, delimited(';'), 'x.csv', { validate_only: 'true' })),
      await post(delimited(';'), { 'content-type': 'text/csv' }, '/v1/batch?validate_only=true'),
    ];
    for (const answer of asked) expect([answer.status, await answer.json()]).toEqual([200, expected]);
    expect(await system.list()).toEqual(before);
    await accepted(await post(form({ validate_only: 'false' }, CSV, 'x.csv')));
  });

  it.each([
    ['gzip', gzipSync(CSV), 'x.csv.gz'],
    ['zstd', rawZstd(CSV), 'x.csv.zst'],
  ])('takes files that %s has compressed: the same results', async (encoding, bytes, name) => {
    const headers = { accept: 'application/x-ndjson', prefer: 'wait=60' };
    const plain = await (await post(CSV, { ...headers, 'content-type': 'text/csv' })).text();
    const body = new Uint8Array(bytes);
    const raw = await post(body, { ...headers, 'content-type': 'text/csv', 'content-encoding': encoding });
    expect([raw.status, await raw.text()]).toEqual([200, plain]);
    const sent = await post(form({}, body, name), headers);
    expect([sent.status, await sent.text()]).toEqual([200, plain]);
  });

  it('repeats the columns that keep_columns names, after its own', async () => {
    const csv = 'text,Score,=kind,note\nhello,7,=1+1,"a, ""b"""\nkill yourself idiot,8,x,\n';
    const query = '/v1/batch?keep_columns=note,Score,%3Dkind';
    const header = { 'content-type': 'text/csv', prefer: 'wait=60' };
    const asCsv = (await (await post(csv, { ...header, accept: 'text/csv' }, query)).text()).split('\n');
    expect(asCsv[0]).toBe("row,id,session_id,score,label,threshold,action,note,input_Score,'=kind");
    expect(asCsv[1]).toMatch(/^1,,,[\d.e-]+,[A-Z_]+,[\d.]+,allow,"a, ""b""",7,'=1\+1$/);
    expect(asCsv[2]).toMatch(/,8,x$/);
    const asJson = await (await post(csv, { ...header, accept: 'application/x-ndjson' }, query)).text();
    const [first, second] = asJson.split('\n').map((line) => JSON.parse(line || '{}') as object);
    expect(first).toMatchObject({ row: 1, note: 'a, "b"', input_Score: '7', '=kind': '=1+1' });
    expect(second).toMatchObject({ row: 2, note: null, input_Score: '8', '=kind': 'x' });
    const ndjson = '{"text":"hello","n":{"a":1},"m":2}\n{"text":"hello there"}\n';
    const types = { ...header, 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson' };
    const kept = await post(ndjson, types, '/v1/batch?keep_columns=n,m');
    const lines = (await kept.text()).split('\n').map((line) => JSON.parse(line || '{}') as object);
    expect(lines.slice(0, 2)).toMatchObject([
      { n: '{"a":1}', m: '2' },
      { n: null, m: null },
    ]);
    const missing = await post(csv, { 'content-type': 'text/csv' }, '/v1/batch?keep_columns=note,nothing');
    expect([missing.status, await missing.json()]).toMatchObject([
      422,
      { code: 'MISSING_COLUMN', errors: [{ pointer: '/keep_columns/1' }] },
    ]);
  });
});

/** A frame of one block that is not compressed. */
function rawZstd(text: string): Buffer {
  const block = Buffer.alloc(3);
  block.writeUIntLE((text.length << 3) | 1, 0, 3);
  return Buffer.concat([Buffer.from('28b52ffd0038', 'hex'), block, Buffer.from(text)]);
}
