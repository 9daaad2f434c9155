import { aBatch, discrepancies, NOTHING_WRONG, S3Proxy, TestS3, TestSystem, until } from '@sluice/testing';
import { HELD_WORKERS, whileHeld } from './held-workers.fixture';

const ROWS = 20_000;
/** Requests that are refused before the credentials are renewed: more than any one of them is repeated. */
const REFUSED = 40;

describe('credentials of the store that expire in mid-batch', () => {
  let s3: TestS3;
  let proxy: S3Proxy;
  let system: TestSystem;

  beforeAll(async () => {
    s3 = await TestS3.start();
    proxy = await S3Proxy.start(s3.settings.endpoint ?? '');
    const env = { ...s3.env('expiring'), S3_ENDPOINT: proxy.url };
    system = await TestSystem.start({
      ...{ chunkRows: 1_024, env, store: await s3.open('expiring') },
      preloads: HELD_WORKERS,
    });
  });
  afterAll(async () => {
    await system.stop();
    await proxy.stop();
    await s3.stop();
  });

  it('hold the batch up and say so, leave predict alone, and once they are renewed every row is there once', async () => {
    const csv = aBatch({ rows: ROWS });
    const undisturbed = await system.submit(csv);
    await system.finished(undisturbed);

    let refused = 0;
    const batch = await whileHeld(system, 'chunks', async () => {
      const id = await system.submit(csv);
      await system.inMidBatch(id);
      proxy.decide = () => {
        refused++;
        return 403;
      };
      return id;
    });
    await until('refused requests', () => Promise.resolve(refused >= REFUSED ? true : undefined));
    const status = await fetch(`${system.url}/v1/batch/${batch}/status`);
    expect([status.status, ((await status.json()) as { code: string }).code]).toEqual([503, 'STORE_UNAVAILABLE']);
    const predict = await fetch(`${system.url}/v1/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"texts":["hello"]}',
    });
    expect(predict.status).toBe(200);

    proxy.decide = () => undefined;
    expect(await system.finished(batch, 120_000)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS } });
    expect(discrepancies(await system.rows(undisturbed), await system.rows(batch))).toEqual(NOTHING_WRONG);
  });
});
