import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestS3, TestSystem, type BatchState } from '@sluice/testing';
import { problemIn } from './problem';
import { inDuckDb } from './sample-files';

describe('a batch of several Parquet files whose store is S3', () => {
  let s3: TestS3;
  let system: TestSystem;
  let elsewhere: string;

  beforeAll(async () => {
    s3 = await TestS3.start();
    system = await TestSystem.start({ workers: 0, env: s3.env('system'), store: await s3.open('system') });
    elsewhere = await mkdtemp(join(tmpdir(), 'sluice-elsewhere-'));
    // A machine that has none of the files which the gateway wrote.
    await system.startWorker({ DATA_DIR: elsewhere });
  });
  afterAll(async () => {
    await system.stop();
    await s3.stop();
    await rm(elsewhere, { recursive: true, force: true });
  });

  /** Every tenth record has no text; the longer ones do not fit into one part of an upload to S3. */
  async function records(from: number, to: number, length = 0): Promise<Uint8Array<ArrayBuffer>> {
    const noise =
      length === 0 ? `''` : `substr(repeat(md5(i::VARCHAR) || ' ', ${Math.ceil(length / 33)}), 1, ${length})`;
    const text = `CASE WHEN i % 10 > 0 THEN 'you idiot number ' || i || ' ' || ${noise} END`;
    const select = `SELECT 'r' || i AS id, ${text} AS text, 's' || (i % 3) AS session_id FROM range(${from}, ${to}) AS t(i)`;
    const copy = `COPY (${select}) TO '{file}' (FORMAT parquet, COMPRESSION uncompressed)`;
    return new Uint8Array((await inDuckDb(copy)).file);
  }

  function send(files: readonly Uint8Array<ArrayBuffer>[]): Promise<Response> {
    const form = new FormData();
    files.forEach((content, i) => {
      form.append('file', new Blob([content]), `${i + 1}.parquet`);
    });
    return fetch(`${system.url}/v1/batch`, { method: 'POST', body: form });
  }

  async function finished(files: readonly Uint8Array<ArrayBuffer>[]): Promise<BatchState> {
    const answer = await send(files);
    expect(answer.status).toBe(202);
    return system.finished(((await answer.json()) as BatchState).id);
  }

  it('is that of one file with the same records', async () => {
    const whole = await finished([await records(1, 4_001, 3_000)]);
    const files = [await records(1, 12, 3_000), await records(12, 12), await records(12, 4_001, 3_000)];
    expect(files[2]?.length).toBeGreaterThan(10_000_000);
    const cut = await finished(files);
    expect(cut).toMatchObject({
      state: 'completed_with_errors',
      counts: { total: 4_000, succeeded: 3_600, failed: 400 },
      files: [
        { name: '1.parquet', first_line: 1 },
        { name: '2.parquet', first_line: 12 },
        { name: '3.parquet', first_line: 12 },
      ],
    });
    for (const view of ['rows', 'sessions', 'errors'] as const) {
      expect(await system.results(cut.id, view)).toBe(await system.results(whole.id, view));
    }
  });

  it('leaves nothing in the bucket when it is refused', async () => {
    const other = await inDuckDb(`COPY (SELECT 'a' AS id, 1 AS text, 's' AS session_id) TO '{file}' (FORMAT parquet)`);
    const before = await system.store.list('tenants/local/batches');
    const { status, problem } = await problemIn(await send([await records(1, 5), new Uint8Array(other.file)]));
    expect([status, problem.code]).toEqual([422, 'INVALID_FIELD']);
    expect(await system.store.list('tenants/local/batches')).toEqual(before);
  });
});
