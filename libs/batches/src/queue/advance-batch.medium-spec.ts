import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { newId } from '@sluice/contracts';
import { redisOptions } from '@sluice/platform';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { startRedis, type TestRedis } from '@sluice/testing';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchRef } from '../records/batch-manifest';
import { FIRST_EPOCH } from '../records/batch-records';
import { AdvanceBatch } from './advance-batch';
import { BatchQueue } from './batch-queue';
import { QUEUE_PREFIX } from './queue-settings';

const CHUNK_ROWS = 100;

describe('what a batch needs next', () => {
  let folder: string;
  let store: ObjectStore;
  let redis: TestRedis;
  let queue: BatchQueue;
  let jobs: Queue;
  let advance: AdvanceBatch;

  beforeAll(async () => {
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'sluice-advance-'));
    store = await openFolder(folder);
    queue = new BatchQueue(redisOptions(redis.url, 'consumer'), () => undefined);
    jobs = new Queue('score', { connection: redisOptions(redis.url, 'consumer'), prefix: QUEUE_PREFIX });
    advance = new AdvanceBatch(store, queue);
  });
  afterAll(async () => {
    await Promise.all([queue.close(), jobs.close()]);
    await redis.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => redis.flush());

  /** A planned batch that a key has submitted, as far as the queue looks at it. */
  async function planned(chunks: number, key: string | null | undefined): Promise<BatchRef> {
    const ref = { tenant: 'acme', id: newId() };
    const ledger = new BatchLedger(store, ref, FIRST_EPOCH);
    const manifest = { ...ref, model: { chunk_rows: CHUNK_ROWS }, priority: 'normal', key_id: key };
    const chunk_ends = Array.from({ length: chunks }, (_, chunk) => (chunk + 1) * CHUNK_ROWS);
    await ledger.create(ledger.keys.manifest, manifest);
    await ledger.create(ledger.keys.plan, { chunk_ends });
    return ref;
  }

  /** Batches in the order in which their chunks are served. */
  async function order(): Promise<string[]> {
    return (await jobs.getJobs(['prioritized'], 0, -1, true)).map(({ data }) => (data as { batchId: string }).batchId);
  }

  it.each([
    ['another key', 'key-b', 1],
    ['the same key', 'key-a', 2],
    ['no key', null, 1],
    ['an earlier version', undefined, 1],
  ])('shares between keys of a tenant: a small batch of %s waits its turn', async (_, key, position) => {
    const big = await planned(50, 'key-a');
    await advance.execute(big);
    const small = await planned(1, key);
    await advance.execute(small);
    expect((await order()).indexOf(small.id)).toBe(position);
  });
});
