import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { newId } from '@sluice/contracts';
import { connectRedis, redisOptions } from '@sluice/platform';
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
    queue = new BatchQueue(connectRedis(redis.url, 'consumer'), () => undefined);
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

  describe('a batch whose end is settled late', () => {
    /** What a retry writes. */
    async function retry({ keys }: BatchLedger): Promise<void> {
      for (const key of [keys.active, keys.retry(FIRST_EPOCH + 1), keys.active])
        await store.putIfAbsent(key, '{"at":1}');
    }

    async function ended(): Promise<BatchLedger> {
      const ledger = new BatchLedger(store, await planned(1, null), FIRST_EPOCH);
      await ledger.create(ledger.keys.active, { at: 0 });
      return ledger;
    }

    /** The store of a worker that is slow: somebody does something before this call of it. */
    function before(name: 'get' | 'delete', key: string, something: () => Promise<void>): ObjectStore {
      const changed = {
        get: async (asked: string) => {
          if (name === 'get' && asked === key) await something();
          return store.get(asked);
        },
        delete: async (asked: string) => {
          if (name === 'delete' && asked === key) await something();
          return store.delete(asked);
        },
      };
      return Object.assign(Object.create(store) as ObjectStore, changed);
    }

    const settle = (by: ObjectStore, { ref }: BatchLedger): Promise<void> =>
      new AdvanceBatch(by, queue).settle(new BatchLedger(by, ref, FIRST_EPOCH));

    it.each([
      ['while its end is told', 'get', 'manifest'],
      ['right before its mark goes', 'delete', 'active'],
    ] as const)('stays active when it is retried %s', async (_, call, key) => {
      const ledger = await ended();
      await settle(
        before(call, ledger.keys[key], () => retry(ledger)),
        ledger,
      );
      expect(await store.size(ledger.keys.active)).not.toBeNull();
    });

    it('is not active any more when it is not retried, or deleted after that', async () => {
      const [over, deleted] = [await ended(), await ended()];
      await settle(store, over);
      await settle(
        before('delete', deleted.keys.active, async () => {
          await retry(deleted);
          await store.putIfAbsent(deleted.keys.deleted, '{}');
        }),
        deleted,
      );
      expect([await store.size(over.keys.active), await store.size(deleted.keys.active)]).toEqual([null, null]);
    });
  });
});
