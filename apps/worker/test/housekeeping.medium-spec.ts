import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditChain, AuditReader } from '@sluice/audit';
import { AdvanceBatch, BatchLedger, BatchQueue, DELETED, FIRST_EPOCH, type BatchRef } from '@sluice/batches';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { connectRedis } from '@sluice/platform';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { startRedis, type TestRedis } from '@sluice/testing';
import { Expire } from '../src/housekeeping/expire';
import { Reconcile } from '../src/housekeeping/reconcile';
import { RemoveDeleted } from '../src/housekeeping/remove-deleted';

const DAY_MS = 86_400_000;

describe('housekeeping', () => {
  let folder: string;
  let store: ObjectStore;
  let redis: TestRedis;
  let queue: BatchQueue;

  beforeAll(async () => {
    redis = await startRedis();
    queue = new BatchQueue(connectRedis(redis.url, 'consumer'), () => undefined);
  });
  afterAll(async () => {
    await queue.close();
    await redis.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-housekeeping-'));
    store = await openFolder(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function aBatch(records: { manifest?: boolean; outcome?: boolean; expiresAt?: number }): Promise<BatchLedger> {
    const ref: BatchRef = { tenant: LOCAL_TENANT, id: newId() };
    const ledger = await BatchLedger.open(store, ref);
    await ledger.create(ledger.keys.active, { at: Date.now() });
    for (const file of [1, 2]) await ledger.create(ledger.keys.inputFile(file), {});
    await ledger.create(ledger.keys.attempt('a', 'rows'), {});
    if (records.manifest !== false)
      await ledger.create(ledger.keys.manifest, { ...ref, expires_at: records.expiresAt });
    if (records.outcome === true) await ledger.create(ledger.keys.outcome(FIRST_EPOCH), { state: 'completed' });
    return ledger;
  }

  it('deletes the data of a batch past its retention and keeps the records that tell what happened', async () => {
    const [old, fresh, running] = [
      await aBatch({ outcome: true, expiresAt: Date.now() - 1 }),
      await aBatch({ outcome: true, expiresAt: Date.now() + DAY_MS }),
      await aBatch({ expiresAt: Date.now() - 1 }),
    ];
    const expire = new Expire(store, new AuditChain(store));
    expect(await expire.execute()).toEqual([old.ref.id]);
    expect(await expire.execute()).toEqual([]);
    for (const file of [1, 2]) expect(await store.size(old.keys.inputFile(file))).toBeNull();
    expect(await store.list(old.keys.attempts)).toEqual([]);
    expect(await old.isExpired()).toBe(true);
    expect(await old.findManifest()).not.toBeNull();
    for (const kept of [fresh, running]) expect(await store.size(kept.keys.input)).not.toBeNull();
  });

  it('records which batches it deletes before the first of them is touched', async () => {
    const old = await Promise.all(Array.from({ length: 101 }, () => aBatch({ outcome: true, expiresAt: 1 })));
    const ids = old.map(({ ref }) => ref.id).sort();
    expect((await new Expire(store, new AuditChain(store)).execute()).sort()).toEqual(ids);
    const { records } = await new AuditReader(store).page(Infinity, 10);
    const seen = records.map(({ actor, tenant, action, outcome }) => [actor, tenant, action, outcome].join(' '));
    expect(seen).toEqual(['done', 'begun', 'done', 'begun'].map((outcome) => `system local batch.expire ${outcome}`));
    const begun = records.filter(({ outcome }) => outcome === 'begun');
    expect(begun.flatMap(({ detail }) => detail['batches']).sort()).toEqual(ids);
  });

  it('deletes nothing that it cannot record', async () => {
    const old = await aBatch({ outcome: true, expiresAt: 1 });
    await store.putIfAbsent('audit/records/000000000/000000000001', 'damaged');
    await expect(new Expire(store, new AuditChain(store)).execute()).rejects.toThrow('damaged');
    expect(await store.size(old.keys.input)).not.toBeNull();
    expect(await old.isExpired()).toBe(false);
  });

  it('finishes an expiry that died between its record and the deletion', async () => {
    const ledger = await aBatch({ outcome: true, expiresAt: Date.now() - 1 });
    await ledger.create(ledger.keys.expired, { at: Date.now() });
    expect(await new Expire(store, new AuditChain(store)).execute()).toEqual([ledger.ref.id]);
    expect(await store.size(ledger.keys.input)).toBeNull();
  });

  it('goes on past a batch whose records cannot be read', async () => {
    const broken = await aBatch({ manifest: false });
    await store.putIfAbsent(broken.keys.manifest, 'not json');
    const good = await aBatch({ outcome: true });
    const reconcile = new Reconcile(store, new AdvanceBatch(store, queue));
    await reconcile.execute();
    await expect(reconcile.execute()).rejects.toThrow('some batches');
    expect(await store.size(good.keys.active)).toBeNull();
  });

  it('puts a batch that Redis forgot back on the queue in the second round, and again after 20 s', async () => {
    let now = Date.now();
    const ledger = await aBatch({});
    const reconcile = new Reconcile(store, new AdvanceBatch(store, queue), () => now);
    expect(await reconcile.execute()).toBe(0);
    expect(await reconcile.execute()).toBe(1);
    expect(await queue.depth('plan')).toBe(1);
    await redis.flush();
    expect(await reconcile.execute()).toBe(0);
    now += 20_000;
    expect(await reconcile.execute()).toBe(1);
    expect(await queue.depth('plan')).toBe(1);
    await ledger.create(ledger.keys.outcome(FIRST_EPOCH), { state: 'completed' });
    now += 20_000;
    await reconcile.execute();
    expect(await store.size(ledger.keys.active)).toBeNull();
  });

  it('removes what an upload left behind whose gateway died, once nobody can be sending it any more', async () => {
    let now = Date.now();
    const ledger = await aBatch({ manifest: false });
    const reconcile = new Reconcile(store, new AdvanceBatch(store, queue), () => now);
    await reconcile.execute();
    await reconcile.execute();
    expect(await store.size(ledger.keys.input)).not.toBeNull();
    now += DAY_MS;
    await reconcile.execute();
    expect(await store.size(ledger.keys.input)).toBeNull();
    expect(await store.size(ledger.keys.active)).toBeNull();
  });

  it('removes a deleted batch once no attempt can hold it, and what a frozen process writes into it later', async () => {
    let now = Date.now();
    const [deleted, kept] = [await aBatch({ outcome: true }), await aBatch({ outcome: true })];
    await deleted.create(deleted.keys.deleted, { at: now });
    const removal = new RemoveDeleted(store, () => now);
    await removal.execute();
    expect(await store.size(deleted.keys.input)).not.toBeNull();
    now += 30_000;
    await removal.execute();
    expect(await store.list(deleted.keys.root)).toEqual([]);
    expect(await store.size(kept.keys.input)).not.toBeNull();
    expect(await deleted.isDeleted()).toBe(true);

    await deleted.create(deleted.keys.attempt('late', 'chunk-0'), {});
    now += 3_600_000;
    await removal.execute();
    expect(await store.list(deleted.keys.root)).toEqual([]);
    now += DAY_MS;
    await removal.execute();
    expect(await store.list(DELETED)).toEqual([LOCAL_TENANT]);
    expect(await store.list(`${DELETED}/${LOCAL_TENANT}`)).toEqual([]);
  });
});
