import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { aBatch, ChaosRun, discrepancies, NOTHING_WRONG, TestSystem, type ScoredRow } from '@sluice/testing';

const ROWS = 250_000;
/** What Redis forgets when it is rolled back, and how long it is cut off. */
const BACK_MS = 10_000;
const CUT_OFF_MS = 20_000;
const ENDS_WITHIN_MS = 300_000;
/** A batch that nobody looks after has not ended by then. */
const LOST_AFTER_MS = 60_000;

type Fault = (system: TestSystem, accepted: () => Promise<void>) => Promise<void>;

/** What becomes of Redis in mid-batch; `accepted` hands in another batch. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'killed and started again': async ({ redis }, accepted) => {
    await redis.kill();
    await accepted();
    await redis.restart();
  },
  flushed: async ({ redis }, accepted) => {
    await accepted();
    await redis.flush();
  },
  'rolled back by 10 s': async ({ redis }, accepted) => {
    await redis.snapshot();
    // More than can be done by then: what is forgotten are batches that run, that wait, and that have ended.
    for (let i = 0; i < 8; i++) await accepted();
    await pause(BACK_MS);
    await redis.rollBack();
  },
  'cut off for 20 s': async ({ proxy }, accepted) => {
    proxy.partition();
    await accepted();
    await pause(CUT_OFF_MS);
    proxy.heal();
  },
};

describe('batches whose Redis is taken away or forgets', () => {
  const csv = aBatch({ rows: ROWS });
  let system: TestSystem;
  let undisturbed: readonly ScoredRow[];

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 2, chunkRows: 4_096, proxied: true });
    const batch = await system.submit(csv);
    await system.finished(batch);
    undisturbed = await system.rows(batch);
  });
  afterAll(() => system.stop());

  it.each(Object.keys(FAULTS))('all end with every row once when it is %s', async (fault) => {
    const run = new ChaosRun(`lost-redis, ${fault}`);
    const batches = [await system.submit(csv)];
    await system.inMidBatch(batches[0] ?? '');
    const committed = await system.committed(batches[0] ?? '');
    await FAULTS[fault]?.(system, async () => {
      batches.push(await system.submit(csv));
    });
    const startedAt = Date.now();
    const states = await Promise.all(batches.map(async (batch) => (await system.status(batch)).state));
    run.print({ committedBefore: committed, states });
    expect(states.filter((state) => state !== 'completed').length).toBeGreaterThan(0);
    for (const batch of batches) {
      const { state, counts } = await system.finished(batch, ENDS_WITHIN_MS);
      const endedMs = Date.now() - startedAt;
      const found = discrepancies(undisturbed, await system.rows(batch));
      const conflicts = (await system.conflicts(batch)).length;
      const { missing, twice, changed, strangers } = found;
      run.print({
        ...{ batch: batches.indexOf(batch), endedMs, state, rows: counts.succeeded },
        ...{ missing: missing.length, twice: twice.length, changed: changed.length, strangers, conflicts },
      });
      expect(found).toEqual(NOTHING_WRONG);
      expect([state, counts.succeeded]).toEqual(['completed', ROWS]);
    }
  });
});

describe('negative control', () => {
  it('a batch that Redis forgot does not end when nobody looks for it', async () => {
    const run = new ChaosRun('lost-redis, forgetful');
    const preloads = { worker: join(__dirname, 'preloads/forgetful.cjs') };
    const system = await TestSystem.start({ workers: 0, preloads });
    try {
      const batch = await system.submit(aBatch({ rows: 1_000 }));
      await system.queued(batch);
      await system.redis.flush();
      await system.startWorker();
      const ended = await system.finished(batch, LOST_AFTER_MS).catch(() => null);
      const { state } = await system.status(batch);
      run.print({ waitedMs: LOST_AFTER_MS, state });
      expect(ended).toBeNull();
    } finally {
      await system.stop();
    }
  });
});
