import { aBatch, discrepancies, NOTHING_WRONG } from '@sluice/testing';
import type { BatchRef } from '@sluice/batches';
import { InProcess } from './in-process.fixture';

const ROWS = 1_000;
const CHUNK_ROWS = 256;

interface ErrorLine {
  readonly row: number;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

describe('rows that end their worker', () => {
  let sluice: InProcess;

  beforeAll(async () => {
    sluice = await InProcess.start();
  });
  afterAll(() => sluice.stop());

  /** A batch without sessions, some of whose texts are poison, and the rows of an undisturbed run over the same file. */
  async function poisoned(rows: readonly number[], poison: ReadonlySet<string>): Promise<[BatchRef, unknown[]]> {
    // A quoted line end in the first record: from the second record on, a record stands on the line after the next.
    let csv = aBatch({ rows: ROWS, sessions: 0 }).replace(/^r1,.*$/m, 'r1,"first\nline"');
    for (const row of rows) csv = csv.replace(new RegExp(`^r${row},.*$`, 'm'), `r${row},poison ${row}`);
    const undisturbed = await sluice.accept(csv, CHUNK_ROWS);
    await sluice.run(undisturbed);
    const batch = await sluice.accept(csv, CHUNK_ROWS);
    await sluice.plan(batch);
    await sluice.scoreAll(batch, poison);
    return [batch, await sluice.rows(undisturbed)];
  }

  it.each([[[300]], [[257, 300, 512, 999]]])(
    'rows %j are listed alone, with line and reason; every other row is delivered',
    async (rows) => {
      const [batch, expected] = await poisoned(rows, new Set(rows.map((row) => `poison ${row}`)));
      const outcome = await sluice.finish(batch);

      expect(outcome.state).toBe('completed_with_errors');
      const [succeeded, failed] = [ROWS - rows.length, rows.length];
      expect(outcome.counts).toMatchObject({ total: ROWS, succeeded, failed, cancelled: 0 });
      const found = discrepancies(expected as never, await sluice.rows(batch));
      expect(found).toEqual({ ...NOTHING_WRONG, missing: rows });
      const errors = await sluice.lines<ErrorLine>(batch, 'errors');
      expect(errors.map(({ row, line, code }) => ({ row, line, code }))).toEqual(
        rows.map((row) => ({ row, line: row + 2, code: 'QUARANTINED' })),
      );
      expect(errors.every(({ message }) => message.length > 0)).toBe(true);
    },
  );

  it('are tried again by a retry, which keeps what was scored; then the tables are those of an undisturbed run', async () => {
    const [batch, expected] = await poisoned([300], new Set(['poison 300']));
    await sluice.finish(batch);
    const first = await sluice.ledger(batch);
    await first.create(first.keys.retry(2), { at: Date.now() });
    const second = await sluice.ledger(batch);
    expect([second.epoch, await second.outcome()]).toEqual([2, null]);
    await sluice.scoreAll(batch, new Set());
    expect(await sluice.finish(batch)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS, failed: 0 } });
    expect(discrepancies(expected as never, await sluice.rows(batch))).toEqual(NOTHING_WRONG);
    expect(await sluice.resources.store.list(second.keys.commits(2))).toHaveLength(1);
  });

  it('make nobody look for ever when every row does it', async () => {
    const csv = ['id,text', ...Array.from({ length: 2_000 }, (_, row) => `r${row + 1},poison`)].join('\n');
    const batch = await sluice.accept(csv, 2_000);
    await sluice.plan(batch);
    await sluice.scoreAll(batch, new Set(['poison']));
    const outcome = await sluice.finish(batch);
    expect(outcome.counts).toMatchObject({ total: 2_000, succeeded: 0, failed: 2_000 });
    expect(await sluice.resources.store.list((await sluice.ledger(batch)).keys.splits)).toHaveLength(64);
  });
});
