import { join } from 'node:path';
import { aBatch, ChaosRun, discrepancies, NOTHING_WRONG, TestSystem, type Discrepancies } from '@sluice/testing';
import { RestartedWorkers } from '../restarted-workers.fixture';

const ROWS = 4_000;
const WORKERS = 2;
/** Ten deaths, each of which is found when its lock ends. */
const LONGEST_MS = 500_000;

interface ErrorLine {
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

interface Seen {
  /** The poisonous one. */
  readonly row: number;
  readonly poisoned: Discrepancies;
  readonly neighbour: Discrepancies;
  readonly errors: readonly ErrorLine[];
  readonly state: string;
  readonly deaths: number;
}

describe('a row of which its worker dies, every time', () => {
  const csv = aBatch({ rows: ROWS, sessions: 0 });

  /** A batch with one poisonous row and one without, on workers that are started again when they die. */
  async function score(name: string, preload: string): Promise<Seen> {
    const run = new ChaosRun(`poison, ${name}`);
    const row = run.pick(ROWS) + 1;
    const preloads = { worker: join(__dirname, 'preloads', preload) };
    const system = await TestSystem.start({ workers: 0, preloads });
    const workers = new RestartedWorkers(system, WORKERS);
    try {
      const undisturbed = await system.submit(csv);
      await system.finished(undisturbed);
      const expected = await system.rows(undisturbed);
      const [batch, neighbour] = [
        await system.submit(csv.replace(new RegExp(`^r${row},`, 'm'), `r${row},poison `)),
        await system.submit(csv),
      ];
      const { state } = await system.finished(batch, LONGEST_MS);
      await system.finished(neighbour);
      const lines = (await system.results(batch, 'errors')).split('\n').filter((line) => line !== '');
      const seen = {
        poisoned: discrepancies(expected, await system.rows(batch)),
        neighbour: discrepancies(expected, await system.rows(neighbour)),
        errors: lines.map((line) => JSON.parse(line) as ErrorLine),
        ...{ row, state, deaths: workers.deaths },
      };
      const { poisoned, errors, deaths } = seen;
      run.print({
        row,
        deaths,
        state,
        missing: poisoned.missing.length,
        twice: poisoned.twice.length,
        errors: errors.slice(0, 3),
      });
      return seen;
    } finally {
      await workers.stop();
      await system.stop();
    }
  }

  it('is listed alone, with a reason; every other row, and every other batch, is delivered', async () => {
    const { row, poisoned, neighbour, errors, state, deaths } = await score('as it is', 'dies-of-poison.cjs');
    expect(deaths).toBeGreaterThan(0);
    expect(poisoned).toEqual({ ...NOTHING_WRONG, missing: [row] });
    expect(neighbour).toEqual(NOTHING_WRONG);
    expect(errors).toEqual([expect.objectContaining({ row, code: 'QUARANTINED' })]);
    expect(errors[0]?.message).not.toBe('');
    expect(state).toBe('completed_with_errors');
  });

  it('negative control: takes its neighbours with it when the whole chunk is set aside', async () => {
    const { poisoned, deaths } = await score('set aside whole', 'set-aside-whole.cjs');
    expect(deaths).toBeGreaterThan(0);
    expect(poisoned.missing.length).toBeGreaterThan(1);
  });
});
