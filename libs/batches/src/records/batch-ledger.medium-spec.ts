import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@sluice/contracts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { BatchLedger } from './batch-ledger';
import { Claims } from './claims';

const REF = { tenant: 'acme', id: '01K5Q0000000000000000000AB' };

describe('the ledger of a batch', () => {
  let folder: string;
  let store: ObjectStore;
  let ledger: BatchLedger;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-ledger-'));
    store = await openFolder(folder);
    ledger = await BatchLedger.open(store, REF);
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Begins a further epoch, and speaks of it. */
  async function retry(): Promise<BatchLedger> {
    await ledger.create(ledger.keys.retry(ledger.epoch + 1), {});
    return (ledger = await BatchLedger.open(store, REF));
  }
  const commit = (piece: string, attempt: string): Promise<boolean> =>
    ledger.create(ledger.keys.commit(ledger.epoch, piece), { attempt, result: ledger.keys.attempt(attempt, 'result') });

  it('is found in the epoch that the last retry began', async () => {
    expect(ledger.epoch).toBe(1);
    expect([(await retry()).epoch, (await retry()).epoch]).toEqual([2, 3]);
    expect((await BatchLedger.open(store, REF, 2)).epoch).toBe(3);
    expect((await BatchLedger.open(store, REF, 5)).epoch).toBe(5);
    expect((await BatchLedger.open(store, { ...REF, tenant: 'other' })).epoch).toBe(1);
  });

  it('keeps the record of whoever came first, of many at once', async () => {
    const wins = await Promise.all(Array.from({ length: 20 }, (_, i) => commit('0', `a${i}`)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect(await ledger.commitOf('0')).toMatchObject({ attempt: `a${wins.indexOf(true)}` });
  });

  it('knows nothing of a batch that is not there, or was deleted', async () => {
    const missing = expect.objectContaining({
      code: 'BATCH_NOT_FOUND',
      message: expect.stringContaining('GET /v1/batch') as string,
    }) as Error;
    expect([await ledger.findManifest(), await ledger.plan(), await ledger.outcome()]).toEqual([null, null, null]);
    await expect(ledger.manifest()).rejects.toThrow(missing);
    const manifest = { mode: 'rows', request_id: 'ü' };
    await ledger.create(ledger.keys.manifest, manifest);
    expect(await ledger.manifest()).toEqual(manifest);
    await ledger.create(ledger.keys.deleted, {});
    expect(await ledger.isDeleted()).toBe(true);
    await expect(ledger.manifest()).rejects.toThrow(missing);
    expect(await ledger.findManifest()).toEqual(manifest);
  });

  it('takes commits of earlier epochs, and the earliest of several', async () => {
    await commit('0', 'first');
    await commit('1.2', 'first');
    await retry();
    await commit('0', 'second');
    await commit('3', 'second');
    await retry();
    await commit('3', 'third');
    expect(await ledger.committed()).toEqual(new Map(Object.entries({ '0': 1, '1.2': 1, '3': 2 })));
    const attempts = await Promise.all(['0', '1.2', '3', '4'].map((piece) => ledger.commitOf(piece)));
    expect(attempts.map((found) => found?.attempt)).toEqual(['first', 'first', 'second', undefined]);
    expect(attempts[3]).toBeNull();
    expect([await ledger.commitOf('0', 2), await ledger.commitOf('0', 3)]).toMatchObject([{ attempt: 'second' }, null]);
    const earlier = new BatchLedger(store, REF, 1);
    expect([...(await earlier.committed()).keys()]).toEqual(['0', '1.2']);
    expect(await earlier.commitOf('3')).toBeNull();
    await commit('5', 'third');
    expect(await ledger.commitOf('5')).toMatchObject({ attempt: 'third' });
  });

  it('begins cancellation, quarantine and outcome anew with an epoch, and keeps splits and expiry', async () => {
    const { keys } = ledger;
    const state = async (): Promise<unknown[]> => [
      ...[await ledger.isCancelled(), await ledger.outcome(), [...(await ledger.quarantined())]],
      ...[await ledger.quarantineOf('1'), [...(await ledger.split())], await ledger.isSplit('2')],
      await ledger.isExpired(),
    ];
    expect(await state()).toEqual([false, null, [], null, [], false, false]);
    const why = { at: 1, reason: 'poison' };
    await ledger.create(keys.cancel(1), {});
    await ledger.create(keys.outcome(1), { state: 'failed' });
    await ledger.create(keys.quarantine(1, '1'), why);
    await ledger.create(keys.split('2'), why);
    await ledger.create(keys.expired, {});
    expect(await state()).toEqual([true, { state: 'failed' }, ['1'], why, ['2'], true, true]);
    await retry();
    expect(await state()).toEqual([false, null, [], null, ['2'], true, true]);
  });

  it('reads the result that a commit points at, and says when the store has lost it', async () => {
    await commit('0', 'a');
    const found = await ledger.commitOf('0');
    if (found === null) throw new Error('it was just committed');
    await expect(ledger.resultOf(found)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('lost its result') as string,
    });
    await ledger.create(found.result, { scores: '', segments: [] });
    expect(await ledger.resultOf(found)).toEqual({ scores: '', segments: [] });
  });

  describe('claims', () => {
    const deaths = (work: string): Promise<unknown> =>
      new Claims(store, ledger.keys.claims(ledger.epoch)).deathsOf(work);

    /** An attempt that ends with its process: its note stays. */
    const die = (work: string, alone: boolean): Promise<boolean> =>
      ledger.create(`${ledger.keys.claimsOn(ledger.epoch, work)}/${newId()}`, { at: 1, alone });

    it('count attempts that ended without a word, of each work and epoch alone', async () => {
      expect(await deaths('0')).toEqual({ total: 0, alone: 0 });
      for (const alone of [true, false, false]) await die('0', alone);
      await die('0.1', true);
      expect([await deaths('0'), await deaths('0.1')]).toEqual([
        { total: 3, alone: 1 },
        { total: 1, alone: 1 },
      ]);
      await retry();
      expect(await deaths('0')).toEqual({ total: 0, alone: 0 });
    });

    it.each([true, false])('are there while an attempt runs, alone: %s, and gone when it ends', async (alone) => {
      const claims = new Claims(store, ledger.keys.claims(ledger.epoch));
      const during = { total: 1, alone: alone ? 1 : 0 };
      const ids = new Set<string>();
      const attempt = async (id: string): Promise<unknown> => {
        ids.add(id);
        expect(await store.list(ledger.keys.claimsOn(1, 'plan'))).toEqual([id]);
        return deaths('plan');
      };
      expect(await claims.hold('plan', alone, attempt)).toEqual(during);
      expect(await claims.hold('plan', alone, attempt)).toEqual(during);
      expect(ids.size).toBe(2);
      const failed = claims.hold('plan', alone, () => Promise.reject(new Error('no space')));
      await expect(failed).rejects.toThrow('no space');
      expect(await deaths('plan')).toEqual({ total: 0, alone: 0 });
    });
  });
});
