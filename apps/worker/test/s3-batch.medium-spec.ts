import { aBatch, discrepancies, NOTHING_WRONG, TestS3, TestSystem } from '@sluice/testing';
import { appendingStore } from './appending-store.fixture';
import { InProcess } from './in-process.fixture';

describe('a batch whose store is S3', () => {
  let s3: TestS3;

  beforeAll(async () => {
    s3 = await TestS3.start();
  });
  afterAll(() => s3.stop());

  describe('with every chunk scored by two workers at the same time', () => {
    let sluice: InProcess;
    let expected: Awaited<ReturnType<InProcess['rows']>>;
    const csv = aBatch({ rows: 1_000 });

    beforeAll(async () => {
      sluice = await InProcess.start({}, await s3.open('in-process'));
      const undisturbed = await sluice.accept(csv, 256);
      await sluice.run(undisturbed);
      expected = await sluice.rows(undisturbed);
    });
    afterAll(() => sluice.stop());

    async function rowsOfTwice(on: InProcess): ReturnType<InProcess['rows']> {
      const batch = await on.accept(csv, 256);
      const chunks = await on.plan(batch);
      for (let chunk = 0; chunk < chunks; chunk++) await on.scoreTwice(batch, chunk);
      await on.finish(batch);
      return on.rows(batch);
    }

    it('has every row once', async () => {
      expect(expected).toHaveLength(1_000);
      expect(discrepancies(expected, await rowsOfTwice(sluice))).toEqual(NOTHING_WRONG);
    });

    it('negative control: a commit by append is caught by the same check', async () => {
      const broken = sluice.on(appendingStore(sluice.resources.store));
      expect(discrepancies(expected, await rowsOfTwice(broken))).not.toEqual(NOTHING_WRONG);
    });
  });

  it('has every row once although a worker is killed, and equals that of a folder to the byte', async () => {
    const csv = aBatch({ rows: 20_000 });
    const options = { workers: 2, chunkRows: 1_024 };
    const store = await s3.open('system');
    const [onS3, inFolder] = await Promise.all([
      TestSystem.start({ ...options, env: s3.env('system'), store }),
      TestSystem.start(options),
    ]);
    try {
      const [batch, same] = [await onS3.submit(csv), await inFolder.submit(csv)];
      expect(await onS3.killWorkerDuring(batch)).toBe(true);
      expect(await onS3.finished(batch)).toMatchObject({ state: 'completed', counts: { succeeded: 20_000 } });
      await inFolder.finished(same);
      for (const view of ['rows', 'sessions', 'errors'] as const) {
        expect(await onS3.results(batch, view)).toBe(await inFolder.results(same, view));
      }
    } finally {
      await Promise.all([onS3.stop(), inFolder.stop()]);
    }
  });
});
