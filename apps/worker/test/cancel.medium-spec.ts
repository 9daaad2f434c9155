import { BatchKeys } from '@sluice/batches';
import { LOCAL_TENANT } from '@sluice/contracts';
import { aBatch, discrepancies, TestSystem, until } from '@sluice/testing';
import { HELD_WORKERS, whileHeld } from './held-workers.fixture';

const ROWS = 200_000;

describe('a batch that is cancelled', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({ chunkRows: 4_096, preloads: HELD_WORKERS });
  });
  afterAll(() => system.stop());

  it('in mid-batch: the counts add up, and the rows that were done can be read and are right', async () => {
    const csv = aBatch({ rows: ROWS });
    const undisturbed = await system.submit(csv);
    await system.finished(undisturbed);

    const batch = await whileHeld(system, 'chunks', async () => {
      const id = await system.submit(csv);
      await system.inMidBatch(id);
      expect((await system.cancel(id)).state).toMatch(/^cancell(ing|ed)$/);
      return id;
    });
    const { state, counts } = await system.finished(batch);

    expect([state, counts.total, counts.failed]).toEqual(['cancelled', ROWS, 0]);
    expect(counts.succeeded + counts.failed + counts.cancelled).toBe(ROWS);
    expect(Math.min(counts.succeeded, counts.cancelled)).toBeGreaterThan(0);
    const found = discrepancies(await system.rows(undisturbed), await system.rows(batch));
    expect([found.twice, found.strangers, found.changed]).toEqual([[], 0, []]);
    expect(found.missing).toHaveLength(counts.cancelled);
    expect((await system.results(batch, 'sessions')).length).toBeGreaterThan(0);
  });

  it('while it is planned: the plan is broken off, and the worker has room for the next batch', async () => {
    const long = await whileHeld(system, 'plan', async () => {
      const id = await system.submit(aBatch({ rows: 1_000_000 }));
      await until('the plan is under way', async () =>
        (await system.status(id)).state === 'planning' ? true : undefined,
      );
      await system.cancel(id);
      return id;
    });
    const next = await system.submit(aBatch({ rows: 10 }));
    expect(await system.finished(long)).toMatchObject({ state: 'cancelled', counts: { total: 0, succeeded: 0 } });
    expect((await system.finished(next)).state).toBe('completed');
    expect(await system.store.size(new BatchKeys({ tenant: LOCAL_TENANT, id: long }).plan)).toBeNull();
  });

  it('before a worker has read it: ends with no rows, and its errors view says that there is nothing to read', async () => {
    await system.stopWorkers();
    const batch = await system.submit(aBatch({ rows: 10 }));
    await system.cancel(batch);
    await system.startWorker();
    const { state, counts } = await system.finished(batch);
    expect([state, counts.succeeded, counts.cancelled]).toEqual(['cancelled', 0, 0]);
    const answer = await fetch(`${system.url}/v1/batch/${batch}/results`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'BATCH_CONFLICT']);
  });

  it('when it is over: stays as it was', async () => {
    const batch = await system.submit(aBatch({ rows: 10 }));
    const before = await system.finished(batch);
    expect(await system.cancel(batch)).toEqual(before);
    expect(await system.status(batch)).toEqual(before);
  });
});
