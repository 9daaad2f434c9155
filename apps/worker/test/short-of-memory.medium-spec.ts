import { join } from 'node:path';
import { DuckDb } from '@sluice/batches';
import { aBatch } from '@sluice/testing';
import { PlanBatch } from '../src/plan-batch/plan-batch';
import { InProcess } from './in-process.fixture';

describe('a plan that does not fit into the memory of its worker', () => {
  let sluice: InProcess;

  beforeAll(async () => {
    sluice = await InProcess.start();
  });
  afterAll(() => sluice.stop());

  it('is tried again, and after the last attempt the batch ends with what to do', async () => {
    const batch = await sluice.accept(aBatch({ rows: 20_000 }), 1_000);
    const { store, config } = sluice.resources;
    const duckdb = new DuckDb({ tempDirectory: join(config.dataDir, 'little'), memoryLimitMb: 2 });
    const plan = new PlanBatch({ ...sluice.resources, duckdb });
    const failure: unknown = await plan.execute(batch).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INVALID_FILE' });
    expect(await (await sluice.ledger(batch)).outcome()).toBeNull();

    await plan.giveUp(batch, failure);
    const { error, state } = (await (await sluice.ledger(batch)).outcome()) ?? {};
    expect(state).toBe('failed');
    expect(error).toEqual({ code: 'INVALID_FILE', detail: expect.stringContaining('Shorten them') as string });
    expect(await store.list((await sluice.ledger(batch)).keys.claimsOn(1, 'plan'))).toEqual([]);
    await duckdb.close();
  });
});
