import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { newId } from '@sluice/contracts';
import { aBatch, TestSystem, until } from '@sluice/testing';
import { Upload } from 'tus-js-client';
import { problemIn } from './problem';
import { inDuckDb } from './sample-files';

const ROWS = 3_000;
const TUS = { 'tus-resumable': '1.0.0' };
const PART = { ...TUS, 'content-type': 'application/offset+octet-stream' };
const CSV_NAME = `filename ${Buffer.from('chat.csv').toString('base64')}`;

describe('resumable uploads', () => {
  const csv = Buffer.from(aBatch({ rows: ROWS }));
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  const create = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${system.url}/v1/uploads`, { method: 'POST', headers: { ...TUS, ...headers } });
  const head = (path: string): Promise<Response> => fetch(system.url + path, { method: 'HEAD', headers: TUS });
  const patch = (path: string, offset: number, body: Uint8Array, headers = {}): Promise<Response> =>
    fetch(system.url + path, {
      method: 'PATCH',
      headers: { ...PART, 'upload-offset': String(offset), ...headers },
      body,
    });
  async function started(bytes: Uint8Array = csv): Promise<string> {
    const answer = await create({ 'upload-length': String(bytes.length), 'upload-metadata': CSV_NAME });
    expect(answer.status).toBe(201);
    return answer.headers.get('location') ?? '';
  }
  const offsetOf = async (path: string): Promise<number> => Number((await head(path)).headers.get('upload-offset'));
  const submit = (path: string, query = ''): Promise<Response> =>
    fetch(`${system.url}/v1/batch?upload=${path.split('/').at(-1) ?? ''}${query}`, { method: 'POST' });

  /** Sends some bytes and breaks the connection off. */
  async function brokenOff(path: string, offset: number, body: Uint8Array): Promise<void> {
    const headers = { ...PART, 'upload-offset': String(offset), 'content-length': String(csv.length - offset) };
    const sending = httpRequest(system.url + path, { method: 'PATCH', headers });
    sending.on('error', () => undefined);
    await new Promise((resolve) => sending.write(body, resolve));
    sending.destroy();
  }

  it('a public client sends a file in parts, and a batch is made of it', async () => {
    const location = await new Promise<string>((resolve, reject) => {
      const upload = new Upload(csv, {
        endpoint: `${system.url}/v1/uploads`,
        chunkSize: 50_000,
        metadata: { filename: 'chat.csv', filetype: 'text/csv' },
        onError: reject,
        onSuccess: () => {
          resolve(upload.url ?? '');
        },
      });
      upload.start();
    });
    const answer = await submit(location, '&mode=rows');
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    expect(await system.finished(id)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS } });
    expect(await system.rowNumbers(id)).toEqual(Array.from({ length: ROWS }, (_, i) => i + 1));
  });

  it('goes on after a broken connection from what had come, also at a gateway that was killed meanwhile', async () => {
    const path = await started();
    await brokenOff(path, 0, csv.subarray(0, 40_000));
    const offset = await until('what had come', async () => (await offsetOf(path)) || undefined);
    expect(offset).toBeLessThanOrEqual(40_000);
    await system.gateway.kill();
    await system.startGateway();
    expect(await offsetOf(path)).toBe(offset);
    const rest = await patch(path, offset, csv.subarray(offset));
    expect([rest.status, rest.headers.get('upload-offset')]).toEqual([204, String(csv.length)]);
    const { id } = (await (await submit(path)).json()) as { id: string };
    expect(await system.finished(id)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS } });
  });

  it('keeps nothing of bytes that do not fit their checksum', async () => {
    const path = await started();
    const digest = createHash('sha256').update(csv).digest('base64');
    const wrong = await problemIn(await patch(path, 0, csv.subarray(1), { 'upload-checksum': `sha256 ${digest}` }));
    expect([wrong.status, wrong.problem.code, await offsetOf(path)]).toEqual([460, 'UPLOAD_CORRUPT', 0]);
    const sha1 = createHash('sha1').update(csv.subarray(0, 9)).digest('base64');
    expect((await patch(path, 0, csv.subarray(0, 9), { 'upload-checksum': `sha1 ${sha1}` })).status).toBe(204);
    expect(await offsetOf(path)).toBe(9);
  });

  it('of a compressed file gives the batch of its bytes, and the same one again under the same key', async () => {
    const packed = gzipSync(csv);
    const name = `filename ${Buffer.from('chat.csv.gz').toString('base64')}`;
    const created = await create({ 'upload-length': String(packed.length), 'upload-metadata': name });
    const path = created.headers.get('location') ?? '';
    expect((await patch(path, 0, packed)).status).toBe(204);
    const headers = { 'idempotency-key': newId() };
    const url = `${system.url}/v1/batch?upload=${path.split('/').at(-1) ?? ''}&priority=low`;
    const first = await fetch(url, { method: 'POST', headers });
    const plain = await fetch(`${system.url}/v1/batch?priority=low`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/csv' },
      body: csv,
    });
    const [a, b] = [(await first.json()) as { id: string }, (await plain.json()) as { id: string }];
    expect([first.status, plain.status, b.id]).toEqual([202, 200, a.id]);
  });

  it('of several Parquet files are one batch, in the order in which they are named', async () => {
    const sent: string[] = [];
    for (const [name, from, to] of [
      ['b', 1, 5],
      ['a', 5, 9],
    ] as const) {
      const { file } = await inDuckDb(
        `COPY (SELECT 'r' || i AS id, 'hello' AS text FROM range(${from}, ${to}) AS t(i)) TO '{file}' (FORMAT parquet)`,
      );
      const filename = `filename ${Buffer.from(`${name}.parquet`).toString('base64')}`;
      const created = await create({ 'upload-length': String(file.length), 'upload-metadata': filename });
      const path = created.headers.get('location') ?? '';
      expect((await patch(path, 0, file.subarray(0, 100))).status).toBe(204);
      expect((await patch(path, 100, file.subarray(100))).status).toBe(204);
      sent.push(`upload=${path.split('/').at(-1) ?? ''}`);
    }
    const answer = await fetch(`${system.url}/v1/batch?${sent.join('&')}`, { method: 'POST' });
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    expect(await system.finished(id)).toMatchObject({
      counts: { succeeded: 8 },
      files: [
        { name: 'b.parquet', first_line: 1 },
        { name: 'a.parquet', first_line: 5 },
      ],
    });
    expect((await system.rows(id)).map((row) => row.id)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8']);
  });

  it('says what it speaks, and what an upload is', async () => {
    const options = await fetch(`${system.url}/uploads`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('tus-version')]).toEqual([204, '1.0.0']);
    expect(options.headers.get('tus-extension')).toBe('creation,checksum,expiration,termination');
    const answer = await head(await started());
    expect(answer.headers.get('upload-metadata')).toBe(CSV_NAME);
    expect([answer.headers.get('upload-length'), answer.headers.get('upload-offset')]).toEqual([
      String(csv.length),
      '0',
    ]);
    expect(Date.parse(answer.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now());
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['no length', { 'upload-metadata': CSV_NAME }, 400, 'INVALID_HEADER'],
    ['a length that is no number', { 'upload-length': '1e3', 'upload-metadata': CSV_NAME }, 400, 'INVALID_HEADER'],
    ['broken metadata', { 'upload-length': '9', 'upload-metadata': 'filename %%%' }, 400, 'INVALID_HEADER'],
    ['no name', { 'upload-length': '9' }, 415, 'UNSUPPORTED_FILE'],
    ['too many bytes', { 'upload-length': '999999999999', 'upload-metadata': CSV_NAME }, 413, 'PAYLOAD_TOO_LARGE'],
    ['another version', { 'tus-resumable': '0.2.2' }, 412, 'UNSUPPORTED_VERSION'],
  ])('refuses to start one with %s', async (_, headers, status, code) => {
    const answer = await problemIn(await create(headers));
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
  });

  it('refuses parts for another place, of another type, past the end, or for nothing, and what was there stays', async () => {
    const path = await started(csv.subarray(0, 100));
    await patch(path, 0, csv.subarray(0, 60));
    const refused = [
      await patch(path, 0, csv.subarray(0, 10)),
      await patch(path, 60, csv.subarray(60, 70), { 'content-type': 'text/csv' }),
      await patch(path, 60, csv.subarray(60, 70), { 'upload-checksum': 'crc32 AAAA' }),
      await patch(path, 60, csv.subarray(60, 120)),
      await patch(`/v1/uploads/${newId()}`, 0, csv.subarray(0, 10)),
      await patch('/v1/uploads/..%2F..%2Fkeys', 0, csv.subarray(0, 10)),
    ];
    const codes = await Promise.all(refused.map(async (answer) => (await problemIn(answer)).problem.code));
    expect(codes).toEqual([
      'UPLOAD_CONFLICT',
      'UNSUPPORTED_MEDIA_TYPE',
      'INVALID_HEADER',
      'PAYLOAD_TOO_LARGE',
      'UPLOAD_NOT_FOUND',
      'UPLOAD_NOT_FOUND',
    ]);
    expect(await offsetOf(path)).toBe(60);
    expect((await problemIn(await submit(path))).problem.code).toBe('UPLOAD_CONFLICT');
  });

  it('is gone after DELETE, and a batch takes no id that is none', async () => {
    const path = await started();
    expect((await fetch(system.url + path, { method: 'DELETE', headers: TUS })).status).toBe(204);
    expect((await head(path)).status).toBe(404);
    expect((await problemIn(await submit(path))).problem.code).toBe('UPLOAD_NOT_FOUND');
    expect((await problemIn(await submit('no-id'))).problem.code).toBe('INVALID_FIELD');
  });
});
