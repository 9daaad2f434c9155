import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TestSystem, until } from '@sluice/testing';
import { problemIn } from './problem';
import { CANARY, expectRefusal, type Refusal } from './refusal';
import { CSV, inDuckDb, parquet } from './sample-files';

const MAX_UPLOAD_BYTES = 5_000_000;
const MAX_ROWS = 1_000;
const CSV_TYPE = { 'content-type': 'text/csv' };
const PARQUET_TYPE = { 'content-type': 'application/vnd.apache.parquet' };

type Body = string | FormData | Uint8Array<ArrayBuffer>;

describe('bad input of a batch', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({
      env: { MAX_UPLOAD_BYTES: String(MAX_UPLOAD_BYTES), MAX_ROWS: String(MAX_ROWS) },
    });
  });
  /** Of all that was refused nothing is left: no batch, no note, no scratch file. */
  afterAll(async () => {
    expect((await system.list()).map(({ state }) => state)).toEqual(expect.not.arrayContaining(['accepted']));
    // Whoever has ended a batch tidies up after that.
    const isEmpty = async (names: Promise<readonly string[]>): Promise<true | undefined> =>
      (await names).length === 0 ? true : undefined;
    await until('no note of a batch', () => isEmpty(system.store.list('active/local')));
    await until('no scratch file', () => isEmpty(readdir(join(system.folder, 'store', '.scratch'))));
    await system.stop();
  });

  const post = (body: Body, headers: Record<string, string> = {}, path = '/v1/batch'): Promise<Response> =>
    fetch(system.url + path, { method: 'POST', headers, body });
  const get = (path: string): Promise<Response> => fetch(system.url + path);

  describe('fields', () => {
    const cases: [string, ...Refusal][] = [
      ['threshold=1.0001', 422, 'INVALID_FIELD', '/threshold'],
      ['threshold=-0.1', 422, 'INVALID_FIELD', '/threshold'],
      [`threshold=${CANARY}`, 422, 'INVALID_FIELD', '/threshold'],
      ['threshold=', 422, 'INVALID_FIELD', '/threshold'],
      ['threshold=NaN', 422, 'INVALID_FIELD', '/threshold'],
      ['threshold=1e999', 422, 'INVALID_FIELD', '/threshold'],
      [`mode=${CANARY}`, 422, 'INVALID_FIELD', '/mode'],
      [`model=..%2F${CANARY}`, 422, 'INVALID_FIELD', '/model'],
      [`version=%00${CANARY}`, 422, 'INVALID_FIELD', '/version'],
      [`text_column=${CANARY.repeat(40)}`, 422, 'INVALID_FIELD', '/text_column'],
      ['model=a&model=b', 422, 'INVALID_FIELD', '/model'],
      ['surprise=1', 422, 'INVALID_FIELD', '/surprise'],
      ['callback_url=https%3A%2F%2Fexample.com', 422, 'INVALID_FIELD', '/callback_url'],
      ['priority=urgent', 422, 'INVALID_FIELD', '/priority'],
      ['threshold=2&mode=x&surprise=1', 422, 'INVALID_FIELD', '/threshold', '/mode', '/surprise'],
      [`model=${CANARY}`, 404, 'MODEL_NOT_FOUND'],
      [`version=9.9.9-${CANARY}`, 404, 'MODEL_NOT_FOUND'],
      [`text_column=${CANARY}`, 422, 'MISSING_COLUMN', '/text_column'],
      [`session_column=${CANARY}&id_column=x`, 422, 'MISSING_COLUMN', '/session_column', '/id_column'],
    ];

    it.each(cases)('refuses ?%s', async (query, ...refusal) => {
      await expectRefusal(await post(CSV, CSV_TYPE, `/v1/batch?${query}`), refusal);
      const form = new FormData();
      for (const [name, value] of new URLSearchParams(query)) form.append(name, value);
      form.append('file', new Blob([CSV]), 'x.csv');
      await expectRefusal(await post(form, {}, '/batch/validate'), refusal);
    });

    it('refuses sessions of a file without a session column', async () => {
      const answer = await post('text\nhello\n', CSV_TYPE, '/v1/batch?mode=sessions');
      await expectRefusal(answer, [422, 'MISSING_COLUMN', '/session_column']);
    });

    it.each([
      ['prefer', 'wait=soon', '/header/prefer'],
      ['prefer', 'wait=-1', '/header/prefer'],
      ['idempotency-key', `${CANARY} with blanks`, '/header/idempotency-key'],
      ['idempotency-key', 'x'.repeat(256), '/header/idempotency-key'],
    ])('refuses the header %s: %s', async (name, value, pointer) => {
      await expectRefusal(await post(CSV, { ...CSV_TYPE, [name]: value }), [400, 'INVALID_HEADER', pointer]);
    });
  });

  describe('files', () => {
    const zip = Buffer.from('504b0304140000000800', 'hex');
    const cases: [string, string | Buffer, ...Refusal][] = [
      ['an empty file', '', 422, 'EMPTY_FILE'],
      ['a header without records', 'id,text\n', 422, 'EMPTY_FILE'],
      ['blank lines', '\n\n \n', 422, 'EMPTY_FILE'],
      ['a file without the text column', `id,${CANARY}\n1,x\n`, 422, 'MISSING_COLUMN', '/text_column'],
      ['two text columns', `text,text\n${CANARY},x\n`, 422, 'MISSING_COLUMN', '/text_column'],
      ['two million columns', `${'a,'.repeat(2_000_000)}text\n`, 422, 'INVALID_FILE'],
      ['a header without an end', `"text,${CANARY}\nhello`, 422, 'INVALID_FILE'],
      ['a header of 70 kB', `${CANARY.repeat(12_000)},text\nx,y\n`, 422, 'INVALID_FILE'],
      ['a zip named .csv', zip, 415, 'UNSUPPORTED_FILE'],
      ['gzip named .csv', gzipSync(CSV), 415, 'UNSUPPORTED_FILE'],
      ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le'), 415, 'UNSUPPORTED_FILE'],
      ['NUL bytes', `text\nhel\0lo${CANARY}\n`, 415, 'UNSUPPORTED_FILE'],
      ['a Parquet file named .csv', Buffer.from('PAR1PAR1'), 415, 'UNSUPPORTED_FILE'],
    ];

    it.each(cases)('refuses %s', async (_, content, ...refusal) => {
      const bytes = new Uint8Array(Buffer.from(content));
      await expectRefusal(await post(bytes, CSV_TYPE), refusal);
      const form = new FormData();
      form.append('file', new Blob([bytes]), 'data.csv');
      await expectRefusal(await post(form), refusal);
      await expectRefusal(await post(bytes, CSV_TYPE, '/v1/batch/validate'), refusal);
    });

    it('refuses NDJSON without records, and what is no Parquet or a broken one', async () => {
      await expectRefusal(await post('\n \n', { 'content-type': 'application/x-ndjson' }), [422, 'EMPTY_FILE']);
      await expectRefusal(await post(CSV, PARQUET_TYPE), [415, 'UNSUPPORTED_FILE']);
      const whole = new Uint8Array(await parquet());
      await expectRefusal(await post(whole.slice(0, -20), PARQUET_TYPE), [422, 'INVALID_FILE']);
      const none = await inDuckDb(`COPY (SELECT 'x' AS text WHERE false) TO '{file}' (FORMAT parquet)`);
      await expectRefusal(await post(new Uint8Array(none.file), PARQUET_TYPE), [422, 'EMPTY_FILE']);
    });

    it('refuses JSON', async () => {
      await expectRefusal(await post(CSV, { 'content-type': 'application/json' }), [400, 'MALFORMED_JSON']);
      const answer = await post('{"texts":["x"]}', { 'content-type': 'application/json' });
      await expectRefusal(answer, [415, 'UNSUPPORTED_MEDIA_TYPE']);
    });

    it.each(['text/plain', 'application/zip', `text/${CANARY}`, 'nonsense'])(
      'refuses the media type %s',
      async (type) => {
        await expectRefusal(await post(CSV, { 'content-type': type }), [415, 'UNSUPPORTED_MEDIA_TYPE']);
      },
    );

    it('refuses a file of a form whose name says no format', async () => {
      const form = new FormData();
      form.append('file', new Blob([CSV]), `${CANARY}.xlsx`);
      await expectRefusal(await post(form), [415, 'UNSUPPORTED_FILE']);
    });
  });

  describe('sizes', () => {
    const tooLarge = (): Buffer => Buffer.alloc(MAX_UPLOAD_BYTES + 1, `text\n${CANARY}\n`);

    it('refuses a file over MAX_UPLOAD_BYTES: announced, in chunks, and in a form', async () => {
      const bytes = new Uint8Array(tooLarge());
      const refusal: Refusal = [413, 'PAYLOAD_TOO_LARGE'];
      await expectRefusal(await post(bytes, CSV_TYPE), refusal);
      const form = new FormData();
      form.append('file', new Blob([bytes]), 'x.csv');
      await expectRefusal(await post(form), refusal);
      const stream = new Blob([bytes]).stream();
      const init = { method: 'POST', headers: CSV_TYPE, body: stream, duplex: 'half' } as const;
      await expectRefusal(await fetch(`${system.url}/v1/batch`, init), refusal);
    });

    it('takes a file of exactly MAX_UPLOAD_BYTES', async () => {
      const line = 'a text of one line\n';
      const head = 'text\n';
      const body = head + line.repeat(2) + 'x'.repeat(MAX_UPLOAD_BYTES - head.length - 2 * line.length);
      const answer = await post(body, CSV_TYPE);
      expect(answer.status).toBe(202);
      const { id } = (await answer.json()) as { id: string };
      expect(await system.finished(id)).toMatchObject({ counts: { total: 3, succeeded: 2, failed: 1 } });
      expect(await system.results(id, 'errors')).toContain('"line":4,"row":3,"code":"LINE_TOO_LONG"');
    });

    it('fails a batch of more than MAX_ROWS with the reason in its status', async () => {
      const answer = await post(`text\n${'hello\n'.repeat(MAX_ROWS + 1)}`, CSV_TYPE);
      const { id } = (await answer.json()) as { id: string };
      const { state, error, counts } = await system.finished(id);
      expect([state, error?.code, counts.succeeded]).toEqual(['failed', 'INVALID_FILE', 0]);
      await expectRefusal(await get(`/v1/batch/${id}/results`), [409, 'BATCH_CONFLICT']);
    });
  });

  describe('records', () => {
    it('never fail a batch: one bad cell is one error with its line', async () => {
      const bytes = Buffer.concat([
        Buffer.from('id,text\n1,good\n2,bad '),
        Buffer.from([0xff]),
        Buffer.from('\n3,good\n'),
      ]);
      const answer = await post(new Uint8Array(bytes), CSV_TYPE);
      const { id } = (await answer.json()) as { id: string };
      expect(await system.finished(id)).toMatchObject({
        state: 'completed_with_errors',
        counts: { total: 3, succeeded: 2, failed: 1, cancelled: 0 },
      });
      expect(await system.rowNumbers(id)).toEqual([1, 3]);
      expect(await system.results(id, 'errors')).toMatch(/^\{"line":3,"row":2,"code":"INVALID_ENCODING".*\}\n$/);
    });

    it('may all be bad: the batch ends with nothing but errors', async () => {
      const answer = await post('id,text\n1,\n2,\n3\n', CSV_TYPE);
      const { id } = (await answer.json()) as { id: string };
      const { state, counts } = await system.finished(id);
      expect([state, counts]).toEqual([
        'completed_with_errors',
        { total: 3, succeeded: 0, failed: 3, flagged: 0, cancelled: 0 },
      ]);
      expect([await system.results(id, 'rows'), await system.results(id, 'sessions')]).toEqual(['', '']);
      expect((await system.results(id, 'errors')).trim().split('\n')).toHaveLength(3);
    });
  });

  describe('forms', () => {
    const form = (...parts: [name: string, value: string | Blob, file?: string][]): FormData => {
      const data = new FormData();
      for (const [name, value, file] of parts) {
        if (typeof value === 'string') data.append(name, value);
        else data.append(name, value, file);
      }
      return data;
    };
    const file = new Blob([CSV]);

    it.each<[string, FormData, ...Refusal]>([
      ['without a file', form(['model', 'abuse']), 422, 'INVALID_FIELD', '/file'],
      ['with its file in another field', form(['upload', file, 'x.csv']), 422, 'INVALID_FIELD', '/file'],
      [
        'with files of two formats',
        form(['file', file, 'x.csv'], ['file', file, 'y.ndjson']),
        422,
        'INVALID_FIELD',
        '/file',
      ],
      [
        'with a field twice',
        form(['mode', 'rows'], ['mode', 'rows'], ['file', file, 'x.csv']),
        422,
        'INVALID_FIELD',
        '/mode',
      ],
      ['with a file that is text', form(['file', CSV]), 422, 'INVALID_FIELD', '/file'],
      [
        'with a field of 5 kB',
        form(['model', CANARY.repeat(1_000)], ['file', file, 'x.csv']),
        422,
        'INVALID_FIELD',
        '/model',
      ],
    ])('refuses one %s', async (_, data, ...refusal) => {
      await expectRefusal(await post(data), refusal);
    });

    it('refuses a file without a name whose type says nothing', async () => {
      const part =
        '--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/octet-stream\r\n\r\ntext\r\na\r\n--x--\r\n';
      const answer = await post(part, { 'content-type': 'multipart/form-data; boundary=x' });
      await expectRefusal(answer, [415, 'UNSUPPORTED_FILE']);
    });

    const part = `--x\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\ntext\r\n${CANARY}`;
    it.each([
      ['cut short', 'multipart/form-data; boundary=x', part],
      ['without a part', 'multipart/form-data; boundary=x', `hello ${CANARY}`],
      ['without its boundary', 'multipart/form-data; boundary=y', `${part}\r\n--x--\r\n`],
      ['that names no boundary', 'multipart/form-data', `${part}\r\n--x--\r\n`],
      [
        'with a broken header',
        'multipart/form-data; boundary=x',
        `--x\r\nContent-Disposition\r\n\r\n${CANARY}\r\n--x--\r\n`,
      ],
    ])('refuses one %s', async (_, type, body) => {
      const answer = await post(body, { 'content-type': type });
      expect([400, 415, 422]).toContain(answer.status);
      const text = await answer.clone().text();
      const { problem } = await problemIn(answer);
      expect(['MALFORMED_MULTIPART', 'UNSUPPORTED_MEDIA_TYPE', 'INVALID_FIELD', 'BAD_REQUEST']).toContain(problem.code);
      expect(text).not.toContain(CANARY);
    });
  });
});
