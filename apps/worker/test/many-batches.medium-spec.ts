import { aBatch, TestSystem } from '@sluice/testing';

const BATCHES = 1_000;
const AT_A_TIME = 20;
/** Ends a run that hangs; says nothing of speed, which differs threefold from hour to hour on a shared machine. */
const HANGS_AFTER_MS = 600_000;

describe('many tiny batches', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({ workers: 2 });
  });
  afterAll(() => system.stop());

  it(
    'all complete, each with its own rows',
    async () => {
      const sizes = new Map<string, number>();
      const client = async (first: number): Promise<void> => {
        for (let i = first; i < BATCHES; i += AT_A_TIME) {
          const rows = 1 + (i % 5);
          sizes.set(await system.submit(aBatch({ rows })), rows);
        }
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, (_, first) => client(first)));
      for (const [batch, rows] of sizes) {
        expect(await system.finished(batch)).toMatchObject({
          state: 'completed',
          counts: { total: rows, succeeded: rows, failed: 0, cancelled: 0 },
        });
      }
      expect(sizes.size).toBe(BATCHES);
    },
    HANGS_AFTER_MS,
  );
});
