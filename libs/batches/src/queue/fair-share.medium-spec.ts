import { Queue, Worker, type Job } from 'bullmq';
import fc from 'fast-check';
import { redisOptions } from '@sluice/platform';
import { startRedis, type TestRedis } from '@sluice/testing';
import { FairShare, type Flow } from './fair-share';
import { QUEUE_PREFIX } from './queue-settings';

const TOKEN = 'token';
const WINDOW = 2;

const flow = (tenant: string, priority: Flow['priority'] = 'normal'): Flow => ({ tenant, key: null, priority });

/** Batches on a real queue whose chunks are served one after another, as one worker would; each fills its window again after each chunk. */
class Serving {
  readonly served: string[] = [];
  private readonly left = new Map<string, { flow: Flow; next: number; chunks: number; onQueue: number }>();

  constructor(
    private readonly queue: Queue,
    private readonly worker: Worker,
    private readonly fairShare: FairShare,
  ) {}

  async submit(name: string, batchFlow: Flow, chunks: number): Promise<void> {
    this.left.set(name, { flow: batchFlow, next: 0, chunks, onQueue: 0 });
    await this.refill(name);
  }

  /** Serves until `chunks` more are done, or none waits. */
  async serve(chunks: number): Promise<void> {
    for (let i = 0; i < chunks; i++) {
      // Its type leaves out that there may be none.
      const job = (await this.worker.getNextJob(TOKEN)) as Job | undefined;
      if (job === undefined) return;
      await job.moveToCompleted('', TOKEN, false);
      const batch = this.left.get(job.name);
      if (batch === undefined) throw new Error('a job of no batch');
      batch.onQueue--;
      this.served.push(job.name);
      await this.refill(job.name);
    }
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const name of this.served) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  }

  private async refill(name: string): Promise<void> {
    const batch = this.left.get(name);
    if (batch === undefined) return;
    const first = batch.next - batch.onQueue;
    const count = Math.min(WINDOW, batch.chunks - first);
    const jobs = Array.from({ length: count }, (_, i) => ({ jobId: `${name}.${first + i}`, size: 1 }));
    const ranks = await this.fairShare.rank(batch.flow, jobs);
    for (const [jobId, priority] of ranks) {
      await this.queue.add(name, {}, { jobId, priority, removeOnComplete: true });
      batch.next++;
      batch.onQueue++;
    }
  }
}

describe('the fair share of the queue', () => {
  let redis: TestRedis;
  let queue: Queue;
  let worker: Worker;

  beforeAll(async () => {
    redis = await startRedis();
    const connection = { ...redisOptions(redis.url, 'consumer') };
    queue = new Queue('score', { connection, prefix: QUEUE_PREFIX });
    worker = new Worker('score', null, { connection, prefix: QUEUE_PREFIX, autorun: false });
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  });
  afterAll(async () => {
    await Promise.all([queue.close(), worker.close()]);
    await redis.stop();
  });
  beforeEach(() => redis.flush());

  const serving = (rebaseAbove?: number): Serving => new Serving(queue, worker, new FairShare(queue, rebaseAbove));

  it.each([
    ['another key', 'small', 1],
    ['the same key', 'big', 2],
  ])('a batch of millions of rows delays a small one of %s by one chunk at most', async (_, tenant, position) => {
    const work = serving();
    await work.submit('big', flow('big'), 1_000);
    await work.serve(20);
    await work.submit('small', flow(tenant), 1);
    await work.serve(position + 1);
    expect(work.served.slice(20).indexOf('small')).toBeLessThanOrEqual(position);
  });

  it('high, normal and low share 16 to 4 to 1 while all wait', async () => {
    const work = serving();
    for (const priority of ['low', 'normal', 'high'] as const) await work.submit(priority, flow('t', priority), 500);
    await work.serve(210);
    const { high = 0, normal = 0, low = 0 } = work.counts();
    expect(Math.abs(high - 160)).toBeLessThan(6);
    expect(Math.abs(normal - 40)).toBeLessThan(6);
    expect(Math.abs(low - 10)).toBeLessThan(3);
  });

  it('keys of the same weight are never more than a window apart, whenever they come and whatever they had before', async () => {
    const batches = fc.array(fc.record({ chunks: fc.integer({ min: 1, max: 12 }), after: fc.nat(6) }), {
      minLength: 2,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(batches, async (plan) => {
        await redis.flush();
        const work = serving();
        for (const [i, { chunks, after }] of plan.entries()) {
          await work.submit(`b${i}`, flow(`t${i}`), chunks);
          await work.serve(after);
        }
        const before = work.counts();
        await work.serve(2 * plan.length);
        const gained = plan.flatMap(({ chunks }, i) => {
          const [had, has] = [before[`b${i}`] ?? 0, work.counts()[`b${i}`] ?? 0];
          return has < chunks ? [has - had] : [];
        });
        if (gained.length > 1) expect(Math.max(...gained) - Math.min(...gained)).toBeLessThanOrEqual(WINDOW);
        await work.serve(1_000);
        expect(work.counts()).toEqual(Object.fromEntries(plan.map(({ chunks }, i) => [`b${i}`, chunks])));
      }),
      { numRuns: 15 },
    );
  });

  it('goes on in the same order when the ranks begin anew', async () => {
    const run = async (rebaseAbove?: number): Promise<readonly string[]> => {
      await redis.flush();
      const work = serving(rebaseAbove);
      for (const tenant of ['a', 'b', 'c']) await work.submit(tenant, flow(tenant), 30);
      await work.serve(90);
      return work.served;
    };
    expect(await run(100)).toEqual(await run());
    expect(await queue.getJobCountByTypes('prioritized')).toBe(0);
  });
});
