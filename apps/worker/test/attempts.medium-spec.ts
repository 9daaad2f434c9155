import type { BatchRef } from '@sluice/batches';
import { newId } from '@sluice/contracts';
import { aBatch, discrepancies, NOTHING_WRONG } from '@sluice/testing';
import fc from 'fast-check';
import { AloneGate } from '../src/alone-gate';
import { FinishBatch } from '../src/finish-batch/finish-batch';
import { PlanBatch } from '../src/plan-batch/plan-batch';
import { appendingStore } from './appending-store.fixture';
import { InProcess } from './in-process.fixture';

const ROWS = 1_000;
const CHUNK_ROWS = 256;

describe('attempts at the chunks of a batch', () => {
  let sluice: InProcess;

  beforeAll(async () => {
    sluice = await InProcess.start();
  });
  afterAll(() => sluice.stop());

  /** A batch each of whose chunks is scored by two workers at the same time. */
  async function runTwice(on: InProcess, csv: string): ReturnType<InProcess['accept']> {
    const batch = await on.accept(csv, CHUNK_ROWS);
    const chunks = await on.plan(batch);
    for (let chunk = 0; chunk < chunks; chunk++) await on.scoreTwice(batch, chunk);
    await on.finish(batch);
    return batch;
  }

  async function undisturbed(csv: string): ReturnType<InProcess['accept']> {
    const batch = await sluice.accept(csv, CHUNK_ROWS);
    await sluice.run(batch);
    return batch;
  }

  it('two at the same time make one commit and one counted conflict with the same scores', async () => {
    const csv = aBatch({ rows: ROWS });
    const expected = await sluice.rows(await undisturbed(csv));
    const batch = await runTwice(sluice, csv);
    expect(discrepancies(expected, await sluice.rows(batch))).toEqual(NOTHING_WRONG);

    const { keys } = await sluice.ledger(batch);
    const { store } = sluice.resources;
    const commits = await store.list(keys.commits(1));
    expect(commits).toHaveLength((await (await sluice.ledger(batch)).plan())?.chunk_ends.length ?? 0);
    for (const chunk of commits) {
      const conflicts = await store.list(`${keys.root}/conflicts/${chunk}`);
      const records = await Promise.all(conflicts.map((name) => store.get(keys.conflict(chunk, name))));
      const same = records.map((bytes) => (JSON.parse(bytes?.toString() ?? '{}') as { same?: boolean }).same);
      expect(same).toEqual([true]);
    }
  });

  it('negative control: a commit by append is caught by the same check', async () => {
    const csv = aBatch({ rows: ROWS });
    const expected = await sluice.rows(await undisturbed(csv));
    const broken = sluice.on(appendingStore(sluice.resources.store));
    const found = discrepancies(expected, await broken.rows(await runTwice(broken, csv)));
    expect(found).not.toEqual(NOTHING_WRONG);
    expect(found.strangers + found.twice.length).toBe(ROWS);
    expect(found.changed.length).toBeGreaterThan(0);
  });

  it('a late one at a chunk that is committed, or at a batch that has ended, changes nothing', async () => {
    const batch = await undisturbed(aBatch({ rows: ROWS }));
    const { keys } = await sluice.ledger(batch);
    const before = [await sluice.view(batch, 'rows'), await sluice.resources.store.list(keys.attempts)];
    await sluice.score(batch, 0);
    await sluice.plan(batch);
    await sluice.finish(batch);
    expect([await sluice.view(batch, 'rows'), await sluice.resources.store.list(keys.attempts)]).toEqual(before);
  });

  /** What attempts at a step of a batch leave behind whose workers died. */
  async function died(batch: BatchRef, work: string, deaths: { alone: number; inCompany: number }): Promise<void> {
    const ledger = await sluice.ledger(batch);
    for (let death = 0; death < deaths.alone + deaths.inCompany; death++) {
      const claim = { at: Date.now(), alone: death < deaths.alone };
      await ledger.create(`${ledger.keys.claimsOn(1, work)}/${newId()}`, claim);
    }
  }

  it.each([
    ['plan', 'INVALID_FILE', { alone: 5, inCompany: 0 }],
    ['finish', 'INTERNAL', { alone: 5, inCompany: 0 }],
    ['plan', 'INVALID_FILE', { alone: 0, inCompany: 50 }],
    ['finish', 'INTERNAL', { alone: 0, inCompany: 50 }],
  ])('a %s that ended its worker again and again ends the batch as failed, with a reason: %s, %j', async (...death) => {
    const [work, code, deaths] = death;
    const batch = await sluice.accept(aBatch({ rows: 300 }), CHUNK_ROWS);
    await died(batch, work, deaths);
    expect(await sluice.run(batch)).toMatchObject({ state: 'failed', error: { code }, tables: null });
  });

  it('a plan and a finish go on when something else may have ended their workers', async () => {
    const batch = await sluice.accept(aBatch({ rows: 300 }), CHUNK_ROWS);
    for (const work of ['plan', 'finish']) await died(batch, work, { alone: 4, inCompany: 12 });
    expect(await sluice.run(batch)).toMatchObject({ state: 'completed', counts: { succeeded: 300, failed: 0 } });
  });

  it('at plan and finish run beside other work, and from their second death on by themselves', async () => {
    const gate = new AloneGate();
    const steps = { plan: new PlanBatch(sluice.resources, gate), finish: new FinishBatch(sluice.resources, gate) };
    const batch = await sluice.accept(aBatch({ rows: 300 }), CHUNK_ROWS);
    await died(batch, 'plan', { alone: 0, inCompany: 1 });
    await gate.run(false, () => steps.plan.execute(batch));
    for (let chunk = 0; chunk < 2; chunk++) await sluice.score(batch, chunk);
    await died(batch, 'finish', { alone: 0, inCompany: 2 });
    const order: string[] = [];
    let finish: Promise<unknown> = Promise.resolve();
    await gate.run(false, async () => {
      finish = steps.finish.execute(batch).then(() => order.push('finish'));
      await undisturbed(aBatch({ rows: 300 }));
      order.push('other work');
    });
    await finish;
    expect(order).toEqual(['other work', 'finish']);
    expect(await (await sluice.ledger(batch)).outcome()).toMatchObject({ state: 'completed' });
  });

  it('four deaths alone of a chunk and any number in company set nothing aside', async () => {
    const batch = await sluice.accept(aBatch({ rows: 300 }), CHUNK_ROWS);
    await died(batch, '0', { alone: 4, inCompany: 8 });
    expect(await sluice.run(batch)).toMatchObject({ state: 'completed', counts: { succeeded: 300, failed: 0 } });
  });

  it('make the same tables wherever the file is cut: sessions over many chunks are merged to the byte', async () => {
    const shapes = fc.record({ rows: fc.integer({ min: 1, max: 3_000 }), sessions: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const csv = aBatch(shape);
        const [fine, coarse] = [await sluice.accept(csv, 256), await sluice.accept(csv, 16_384)];
        const [cut, whole] = [await sluice.run(fine), await sluice.run(coarse)];
        expect({ ...cut.sessions, counts: cut.counts }).toEqual({ ...whole.sessions, counts: whole.counts });
        for (const table of ['rows', 'sessions', 'errors'] as const) {
          const bytes = [cut, whole].map(({ tables }) => sluice.resources.store.get(tables?.[table] ?? ''));
          const [a, b] = await Promise.all(bytes);
          expect(a?.equals(b ?? Buffer.alloc(0))).toBe(true);
        }
      }),
      { numRuns: 12, examples: [[{ rows: 1_025, sessions: 1 }], [{ rows: 2_600, sessions: 2 }]] },
    );
  });
});
