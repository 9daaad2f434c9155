import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  aBatch,
  ChaosRun,
  discrepancies,
  NOTHING_WRONG,
  TestSystem,
  until,
  type AppProcess,
  type Discrepancies,
} from '@sluice/testing';

const ROWS = 60_000;
const PAUSED_MS = 60_000;
/** Workers that do everything but end a batch, so that it has not ended when the paused one wakes up. */
const NO_FINISH = { WORKER_QUEUES: 'plan,score' } as const;

interface Seen {
  readonly found: Discrepancies;
  readonly state: string;
  /** Chunks that the paused worker was scoring. */
  readonly held: number;
  /** Commits of each of these chunks. */
  readonly commits: number;
  /** Attempts that came too late, and were noted as such. */
  readonly conflicts: number;
}

describe('a worker that is stopped in mid-chunk and wakes up when others have done its work', () => {
  const csv = aBatch({ rows: ROWS });

  async function pauseOne(name: string, wakes: 'before' | 'after', preload?: string): Promise<Seen> {
    const run = new ChaosRun(`paused-worker, ${name}`);
    const preloads = preload === undefined ? {} : { worker: join(__dirname, 'preloads', preload) };
    const system = await TestSystem.start({ workers: 0, chunkRows: 4_096, preloads });
    try {
      const paused = await system.startWorker(NO_FINISH);
      const batch = await system.submit(csv);
      const held = await pauseInMidChunk(system, batch, paused);
      const pausedAtMs = Date.now();
      await system.startWorker(NO_FINISH);
      await until('the commits of others', async () => {
        const committed = await system.committedChunks(batch);
        return held.every((chunk) => committed.includes(chunk)) || undefined;
      });
      const end = async (): Promise<void> => {
        await system.startWorker();
        await system.finished(batch);
      };
      if (wakes === 'after') await end();
      await pause(Math.max(0, pausedAtMs + PAUSED_MS - Date.now()));
      paused.resume();
      const pausedMs = Date.now() - pausedAtMs;
      // Its notes that it was at work are gone when it has done with them.
      await until('the end of the late attempts', async () => (await system.claims(batch)).length === 0 || undefined);
      if (wakes === 'before') await end();
      const { state } = await system.finished(batch);
      const rows = await system.rows(batch);
      const again = await system.submit(csv);
      await system.finished(again);
      const found = discrepancies(await system.rows(again), rows);
      const [committed, conflicts] = [await system.committedChunks(batch), await system.conflicts(batch)];
      const commits = committed.filter((chunk) => held.includes(chunk)).length;
      const seen = { found, state, held: held.length, commits, conflicts: conflicts.length };
      run.print({
        ...{ pausedMs, wakes, held, commits, conflicts, state, missing: found.missing.length },
        ...{ twice: found.twice.length, changed: found.changed.length, strangers: found.strangers },
      });
      return seen;
    } finally {
      await system.stop();
    }
  }

  it.each(['before', 'after'] as const)('changes nothing when it wakes up %s the end of the batch', async (wakes) => {
    const { found, state, held, commits, conflicts } = await pauseOne('as it is', wakes);
    expect(found).toEqual(NOTHING_WRONG);
    expect(state).toBe('completed');
    expect(held).toBeGreaterThan(0);
    expect([commits, conflicts]).toEqual([held, held]);
  });

  it('negative control: the rows are not those of the file when a commit is an append', async () => {
    const { found } = await pauseOne('appending', 'before', 'appending.cjs');
    expect(found).not.toEqual(NOTHING_WRONG);
    // Scores go to rows by their place, so what is there twice pushes all that follows on, and the last ones belong to no row.
    expect(found.strangers + found.twice.length).toBeGreaterThan(0);
    expect(found.changed.length).toBeGreaterThan(0);
  });
});

/** Stops the worker while it scores chunks, and gives these. */
function pauseInMidChunk(system: TestSystem, batch: string, worker: AppProcess): Promise<string[]> {
  return until('a chunk in the making', async () => {
    if ((await system.claims(batch)).length === 0) return undefined;
    worker.pause();
    const committed = await system.committedChunks(batch);
    const held = (await system.claims(batch)).map((claim) => claim.split('/')[0] ?? '');
    const open = held.filter((chunk) => !committed.includes(chunk));
    // It may have come to its commit in between.
    if (held.length > 0 && open.length === held.length) return open;
    worker.resume();
    return undefined;
  });
}
