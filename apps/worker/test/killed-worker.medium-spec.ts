import { aBatch, discrepancies, NOTHING_WRONG, TestSystem } from '@sluice/testing';

const ROWS = 200_000;
const KILLS = 8;
/** Of so many kills at least this many must have hit a chunk in flight, else the test shows nothing. */
const LEAST_HITS = 3;

describe('a batch whose workers are killed with SIGKILL', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 4, chunkRows: 4_096 });
  });
  afterAll(() => system.stop());

  it('has every row exactly once, equal to an undisturbed run to the byte', async () => {
    const csv = aBatch({ rows: ROWS });
    const undisturbed = await system.submit(csv);
    await system.finished(undisturbed);

    const batch = await system.submit(csv);
    const replacements: Promise<unknown>[] = [];
    for (let kill = 0; kill < KILLS && (await system.killWorkerDuring(batch)); kill++) {
      replacements.push(system.startWorker());
    }
    const { state, counts } = await system.finished(batch);
    await Promise.all(replacements);

    expect(discrepancies(await system.rows(undisturbed), await system.rows(batch))).toEqual(NOTHING_WRONG);
    for (const view of ['rows', 'sessions', 'errors'] as const) {
      expect(await system.results(batch, view)).toBe(await system.results(undisturbed, view));
    }
    expect([state, counts.succeeded]).toEqual(['completed', ROWS]);
    expect((await system.claims(batch)).length).toBeGreaterThanOrEqual(LEAST_HITS);
  });
});
