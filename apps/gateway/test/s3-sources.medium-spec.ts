import { randomBytes } from 'node:crypto';
import { S3Proxy, TestS3, TestSystem, type BatchState } from '@sluice/testing';
import { problemIn } from './problem';
import { inDuckDb } from './sample-files';

/** As what reads a bucket for batches: its own data lie in a folder. */
const SOURCES = 's3://sluice/drop/{tenant}/,s3://sluice/public/';

describe('a batch of the files under a prefix of a bucket', () => {
  let s3: TestS3;
  let proxy: S3Proxy;
  let system: TestSystem;

  beforeAll(async () => {
    s3 = await TestS3.start();
    proxy = await S3Proxy.start(s3.settings.endpoint ?? '');
    const env = { ...s3.env('unused'), S3_ENDPOINT: proxy.url, BLOB_URL: '', BATCH_SOURCES: SOURCES };
    system = await TestSystem.start({ env });
    const drop = await s3.open('drop');
    await drop.putIfAbsent('local/day/2.csv', 'id,text\nc,you are a worthless idiot\n');
    await drop.putIfAbsent('local/day/1.csv', 'id,text\na,hello\nb,bye\n');
    await drop.putIfAbsent('local/day/_SUCCESS', '');
    await drop.putIfAbsent('local/mixed/1.csv', 'id,text\na,hello\n');
    await drop.putIfAbsent('local/mixed/readme.md', 'hello');
    await drop.putIfAbsent('local/empty/_SUCCESS', '');
    await drop.putIfAbsent('local/broken/1.csv.gz', randomBytes(2_000_000));
    for (const id of ['a', 'b', 'c']) {
      const table = await inDuckDb(`COPY (SELECT '${id}' AS id, 'hello' AS text) TO '{file}' (FORMAT parquet)`);
      await drop.putIfAbsent(`local/table/part-${id}.parquet`, table.file);
    }
    for (const [name, column] of [
      ['1', 'text'],
      ['2', 'body'],
    ] as const) {
      const table = await inDuckDb(`COPY (SELECT 'hello' AS ${column}) TO '{file}' (FORMAT parquet)`);
      await drop.putIfAbsent(`local/torn/${name}.parquet`, table.file);
    }
    await drop.putIfAbsent('other/day/1.csv', 'id,text\nsecret,hello\n');
  });
  afterAll(async () => {
    await system.stop();
    await proxy.stop();
    await s3.stop();
  });

  const submit = (source: string, query = ''): Promise<Response> =>
    fetch(`${system.url}/v1/batch?source=${encodeURIComponent(source)}${query}`, { method: 'POST' });

  it('has their records by the names of the files', async () => {
    const answer = await submit('s3://sluice/drop/local/day/', '&mode=rows');
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as BatchState;
    expect(await system.finished(id)).toMatchObject({
      state: 'completed',
      counts: { succeeded: 3 },
      files: [
        { name: '1.csv', first_line: 1 },
        { name: '2.csv', first_line: 4 },
      ],
    });
    expect((await system.rows(id)).map(({ id: name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('may be a table of several Parquet files', async () => {
    const answer = await submit('s3://sluice/drop/local/table/', '&mode=rows');
    const { id } = (await answer.json()) as BatchState;
    expect(await system.finished(id)).toMatchObject({
      state: 'completed',
      counts: { succeeded: 3 },
      files: [
        { name: 'part-a.parquet', first_line: 1 },
        { name: 'part-b.parquet', first_line: 2 },
        { name: 'part-c.parquet', first_line: 3 },
      ],
    });
    expect((await system.rows(id)).map(({ id: name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('is looked at whole before it is one, as a table too', async () => {
    const answer = await submit('s3://sluice/drop/local/table/', '&mode=rows&validate_only=true');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ row_estimate: 3, bad_rows: 0 });
  });

  it('is refused for a table whose files have other columns, with the number of the file', async () => {
    const { status, problem } = await problemIn(await submit('s3://sluice/drop/local/torn/', '&mode=rows'));
    expect([status, problem.code]).toEqual([422, 'INVALID_FIELD']);
    expect(problem.detail).toContain('File 2 of the batch does not have the columns of the first');
  });

  it.each<[string, string, number, string]>([
    ['of another tenant', 's3://sluice/drop/other/day/', 422, 'INVALID_FIELD'],
    ['above what is allowed', 's3://sluice/drop/', 422, 'INVALID_FIELD'],
    ['of another bucket', 's3://elsewhere/public/', 422, 'INVALID_FIELD'],
    ['with a way out', 's3://sluice/drop/local/../other/day/', 422, 'INVALID_FIELD'],
    ['that is none', 'file:///etc/passwd', 422, 'INVALID_FIELD'],
    ['with files of no known format', 's3://sluice/drop/local/mixed/', 415, 'UNSUPPORTED_FILE'],
    ['with a large file that is no gzip', 's3://sluice/drop/local/broken/', 422, 'INVALID_FILE'],
    ['without files', 's3://sluice/drop/local/empty/', 422, 'EMPTY_FILE'],
    ['that nobody wrote to', 's3://sluice/public/nothing/', 422, 'EMPTY_FILE'],
  ])('is refused for one %s', async (_, source, status, code) => {
    const { status: got, problem } = await problemIn(await submit(source));
    expect([got, problem.code]).toEqual([status, code]);
    expect(JSON.stringify(problem)).not.toContain('sluice/drop');
  });

  it.each(['local/day/1.csv', 'local/broken/1.csv.gz'])('can be asked for again when %s breaks off', async (key) => {
    proxy.decide = (line) => (line.includes(`${key}?`) ? 'torn' : undefined);
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const { status, problem, headers } = await problemIn(await submit(`s3://sluice/drop/${folder}`));
    expect([status, problem.code, headers.has('retry-after')]).toEqual([503, 'STORE_UNAVAILABLE', true]);
    proxy.decide = () => undefined;
    expect((await submit('s3://sluice/drop/local/day/')).status).toBe(202);
  });

  it('is off unless an operator names a prefix', async () => {
    const closed = await TestSystem.start({ workers: 0 });
    try {
      const answer = await fetch(`${closed.url}/v1/batch?source=s3://sluice/public/`, { method: 'POST' });
      const { status, problem } = await problemIn(answer);
      expect([status, problem.code, problem.detail]).toEqual([
        422,
        'INVALID_FIELD',
        'Batches of buckets are off. An operator names the prefixes that may be read in BATCH_SOURCES.',
      ]);
    } finally {
      await closed.stop();
    }
  });
});
