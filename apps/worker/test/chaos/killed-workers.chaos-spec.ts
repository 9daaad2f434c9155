import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { aBatch, ChaosRun, discrepancies, NOTHING_WRONG, TestSystem, until, type Discrepancies } from '@sluice/testing';
import { claimedAt, hitsAmong, pickUps, startsOfChunks } from './pick-ups';

const ROWS = 100_000;
const WORKERS = 3;
/** Chunks of dead workers wait for the end of their lock, so others must be there for the next kill. */
const AT_ONCE = 6;
const EVERY_MS = 1_500;
/** Kills that have to end an attempt at a chunk. */
const HITS = 50;
/** Promised for 99 of 100 pieces whose worker died. */
const PICKED_UP_WITHIN_MS = 25_000;

/** Batches under way, and the kills of their workers. */
class Killing {
  readonly kills: number[] = [];
  readonly batches: string[] = [];
  private readonly running = new Set<string>();
  private readonly replacements: Promise<unknown>[] = [];

  constructor(
    private readonly system: TestSystem,
    private readonly csv: string,
    private readonly run: ChaosRun,
  ) {}

  /** Kills workers in mid-chunk until `hits` of the kills ended an attempt, and waits for the end of every batch. */
  async until(hits: number): Promise<void> {
    while ((await this.hits()) < hits) {
      while ((await this.hits()) < hits) {
        // Again and again: what is left of the batches may be too little for all workers.
        await until('a worker in mid-chunk', async () => {
          await this.submit();
          return this.killOne();
        });
        await pause(EVERY_MS);
      }
      await Promise.all(this.replacements);
      // Only now it is sure that every claim left is of a dead attempt, not of a slow one.
      for (const batch of this.running) await this.system.finished(batch, 300_000);
    }
  }

  /** Kills that ended an attempt, as far as can be told while others run. */
  async hits(): Promise<number> {
    const claims = await Promise.all(this.batches.map((batch) => this.system.claims(batch)));
    return hitsAmong(claims.flat(), this.kills);
  }

  private async submit(): Promise<void> {
    for (const batch of this.running) {
      if ((await this.system.status(batch)).state.startsWith('completed')) this.running.delete(batch);
    }
    while (this.running.size < AT_ONCE) {
      const batch = await this.system.submit(this.csv);
      this.batches.push(batch);
      this.running.add(batch);
    }
  }

  /** Kills any of the workers once each of them may have chunks in the making: as many claims as workers are younger than the last kill. */
  private async killOne(): Promise<true | undefined> {
    const { system, kills } = this;
    const claims = await Promise.all([...this.running].map((batch) => system.claims(batch)));
    const inFlight = claims.flat().filter((claim) => claimedAt(claim) > (kills.at(-1) ?? 0));
    if (system.runningWorkers === 0 || inFlight.length < system.runningWorkers) return undefined;
    await system.killWorker(this.run.pick(system.runningWorkers));
    kills.push(Date.now());
    this.replacements.push(system.startWorker());
    return true;
  }
}

describe('batches whose workers are killed with SIGKILL again and again', () => {
  const csv = aBatch({ rows: ROWS });

  async function kill(
    name: string,
    hits: number,
    preloads: { worker?: string } = {},
  ): Promise<{ found: Discrepancies[]; p99: number; hits: number }> {
    const run = new ChaosRun(name);
    const system = await TestSystem.start({ workers: WORKERS, chunkRows: 8_192, preloads });
    try {
      const undisturbed = await system.submit(csv);
      await system.finished(undisturbed);
      const expected = await system.rows(undisturbed);
      const killing = new Killing(system, csv, run);
      await killing.until(hits);
      const starts = await startsOfChunks(system);
      const found: Discrepancies[] = [];
      const waits: number[] = [];
      for (const batch of killing.batches) {
        found.push(discrepancies(expected, await system.rows(batch)));
        waits.push(...pickUps(batch, await system.claims(batch), killing.kills, starts));
      }
      waits.sort((a, b) => a - b);
      const p99 = waits[Math.ceil(0.99 * waits.length) - 1] ?? NaN;
      const hit = await killing.hits();
      const rows = ROWS * killing.batches.length;
      const sum = (of: (wrong: Discrepancies) => number): number => found.reduce((all, wrong) => all + of(wrong), 0);
      run.print({
        ...{ batches: killing.batches.length, rows, kills: killing.kills.length, hits: hit, deaths: waits.length },
        ...{ pickUpMs: { p50: waits[Math.ceil(0.5 * waits.length) - 1], p99, longest: waits.at(-1) } },
        missing: sum(({ missing }) => missing.length),
        twice: sum(({ twice }) => twice.length),
        changed: sum(({ changed }) => changed.length),
        strangers: sum(({ strangers }) => strangers),
      });
      return { found, p99, hits: hit };
    } finally {
      await system.stop();
    }
  }

  it(`lose no row and have none twice in ${HITS} kills that end an attempt, and are picked up by others`, async () => {
    const { found, p99, hits } = await kill('killed-workers', HITS);
    expect(hits).toBeGreaterThanOrEqual(HITS);
    expect(found).toEqual(found.map(() => NOTHING_WRONG));
    expect(p99).toBeLessThanOrEqual(PICKED_UP_WITHIN_MS);
  });

  it('negative control: rows are missing when a chunk is delivered only once', async () => {
    const worker = join(__dirname, 'preloads/delivered-once.cjs');
    const { found } = await kill('killed-workers, delivered once', 3, { worker });
    expect(found.flatMap(({ missing }) => missing).length).toBeGreaterThan(0);
  });
});
