import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@sluice/contracts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchRef } from '../records/batch-manifest';
import { FIRST_EPOCH } from '../records/batch-records';
import { BatchReader } from './batch-reader';

/** Something that a test waits for. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}

describe('what a reader of batches sees while others change them', () => {
  let folder: string;
  let store: ObjectStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-reader-'));
    store = await openFolder(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A batch that is accepted, as far as its status looks at it. */
  async function accepted(): Promise<BatchRef> {
    const ref = { tenant: 'acme', id: newId() };
    const ledger = new BatchLedger(store, ref, FIRST_EPOCH);
    const about = { mode: 'rows', created_at: Date.now(), expires_at: Date.now() + 1_000_000 };
    await ledger.create(ledger.keys.manifest, { ...ref, ...about, model: { ref: {} }, input: {} });
    return ref;
  }

  const storeWith = (changed: Partial<ObjectStore>): ObjectStore =>
    Object.assign(Object.create(store) as ObjectStore, changed);

  it('a list leaves out the batch that is deleted meanwhile', async () => {
    const [stays, goes] = [await accepted(), await accepted()];
    const { keys } = new BatchLedger(store, goes, FIRST_EPOCH);
    const deletedAfterTheFirstLook = storeWith({
      size: async (key) => {
        const size = await store.size(key);
        if (key === keys.deleted) await store.putIfAbsent(key, '{}');
        return size;
      },
    });
    const { batches } = await new BatchReader(deletedAfterTheFirstLook).page('acme', 10);
    expect(batches.map(({ id }) => id)).toEqual([stays.id]);
  });

  it('a batch that another gateway retries while its old end is read stays retried', async () => {
    const ref = await accepted();
    const ledger = new BatchLedger(store, ref, FIRST_EPOCH);
    const counts = { total: 1, succeeded: 0, failed: 1, flagged: 0, cancelled: 0 };
    await ledger.create(ledger.keys.outcome(FIRST_EPOCH), { state: 'completed_with_errors', counts });
    const [asked, slow] = [gate(), gate()];
    const reader = new BatchReader(
      storeWith({
        get: async (key) => {
          const bytes = await store.get(key);
          if (key !== ledger.keys.outcome(FIRST_EPOCH)) return bytes;
          asked.open();
          await slow.opened;
          return bytes;
        },
      }),
    );
    const before = reader.status(ref);
    await asked.opened;
    await ledger.create(ledger.keys.retry(FIRST_EPOCH + 1), {});
    expect((await reader.status(ref)).state).toBe('accepted');
    slow.open();
    expect((await before).state).toBe('completed_with_errors');
    expect((await reader.status(ref)).state).toBe('accepted');
  });
});
