import { aBatch, discrepancies, NOTHING_WRONG, TestSystem, type ScoredRow } from '@sluice/testing';

const ROWS = 100_000;

describe('a batch whose Redis forgets', () => {
  const csv = aBatch({ rows: ROWS });
  let system: TestSystem;
  let undisturbed: readonly ScoredRow[];

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 2, chunkRows: 4_096 });
    const batch = await system.submit(csv);
    await system.finished(batch);
    undisturbed = await system.rows(batch);
  });
  afterAll(() => system.stop());

  async function expectEveryRowOnce(batch: string): Promise<void> {
    expect(await system.finished(batch)).toMatchObject({
      state: 'completed',
      counts: { total: ROWS, succeeded: ROWS, failed: 0, cancelled: 0 },
    });
    expect(discrepancies(undisturbed, await system.rows(batch))).toEqual(NOTHING_WRONG);
  }

  it('completes with every row once although Redis is flushed in mid-batch', async () => {
    const batch = await system.submit(csv);
    await system.inMidBatch(batch);
    await system.redis.flush();
    await expectEveryRowOnce(batch);
  }, 120_000);

  it('completes although everything on the queue is flushed before a worker has seen it', async () => {
    await system.stopWorkers();
    const batch = await system.submit(csv);
    await system.queued(batch);
    await system.redis.flush();
    await system.startWorker();
    await expectEveryRowOnce(batch);
  }, 120_000);

  it('completes with every row once although Redis is killed and started again in mid-batch', async () => {
    const batch = await system.submit(csv);
    await system.inMidBatch(batch);
    await system.redis.kill();
    await system.redis.restart();
    await expectEveryRowOnce(batch);
  }, 120_000);

  it('accepts a batch while Redis is away, and runs it when Redis is back', async () => {
    await system.redis.kill();
    const batch = await system.submit(csv);
    expect(await system.status(batch)).toMatchObject({ state: 'accepted' });
    await system.redis.restart();
    await expectEveryRowOnce(batch);
  }, 120_000);
});
