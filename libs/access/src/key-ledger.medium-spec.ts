import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@sluice/contracts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { newSecret } from './credential';
import { KeyLedger, type KeyWish } from './key-ledger';
import { KeyMirror } from './key-mirror';
import { KeyTable } from './key-table';

const HOUR_MS = 3_600_000;
const WISH: KeyWish = { name: 'the chat service', role: 'client', tenant: 'acme', expiresAt: null };

describe('keys in the store', () => {
  let folder: string;
  let store: ObjectStore;
  let now = 1_790_000_000_000;
  let ledger: KeyLedger;
  let table: KeyTable;
  let mirror: KeyMirror;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-keys-'));
    store = await openFolder(folder);
    ledger = new KeyLedger(store, () => now);
    table = new KeyTable();
    mirror = new KeyMirror(ledger, table);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('hold no secret', async () => {
    const { credential, record } = await ledger.create(WISH);
    const [, secret = ''] = credential.split('.');
    expect(JSON.stringify(record)).not.toContain(secret);
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    expect(texts.some((text) => text.includes(record.id))).toBe(true);
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  });

  it('reach every table that looks, and each record is read once', async () => {
    await mirror.refresh();
    expect(table.isOpen).toBe(true);
    const { credential, record } = await ledger.create(WISH);
    await mirror.refresh();
    expect(table.check(credential, now)).toEqual({ keyId: record.id, tenant: 'acme', role: 'client' });
    const read = jest.spyOn(store, 'get');
    await mirror.refresh();
    expect(read).not.toHaveBeenCalled();
  });

  it('end when they are revoked, for good', async () => {
    const { credential, record } = await ledger.create(WISH);
    await mirror.refresh();
    await ledger.revoke(record.id);
    await ledger.revoke(record.id);
    await mirror.refresh();
    expect(table.check(credential, now)).toBeNull();
    expect(await ledger.list()).toMatchObject([{ id: record.id, revoked_at: now, ended: true }]);
    await expect(ledger.rotate(record.id, HOUR_MS)).rejects.toMatchObject({
      code: 'KEY_CONFLICT',
      message: expect.stringContaining('is revoked') as string,
    });
  });

  it('end on machines whose clock is behind as well', async () => {
    const { credential, record } = await ledger.create(WISH);
    await ledger.revoke(record.id);
    const { credential: rotated, record: old } = await ledger.create(WISH);
    await ledger.rotate(old.id, 0);
    await mirror.refresh();
    for (const key of [credential, rotated]) expect(table.check(key, now - 24 * HOUR_MS)).toBeNull();
  });

  it('overlap when they are rotated, and may still be revoked at once', async () => {
    const old = await ledger.create({ ...WISH, expiresAt: now + 24 * HOUR_MS });
    now += HOUR_MS;
    const fresh = await ledger.rotate(old.record.id, 2 * HOUR_MS);
    expect(fresh.record).toMatchObject({ name: WISH.name, role: 'client', tenant: 'acme', replaces: old.record.id });
    expect(fresh.record.expires_at).toBe(now + 24 * HOUR_MS);
    await mirror.refresh();
    const letsIn = (at: number): boolean[] =>
      [old, fresh].map(({ credential }) => table.check(credential, at) !== null);
    expect(letsIn(now + 2 * HOUR_MS - 1)).toEqual([true, true]);
    expect(letsIn(now + 2 * HOUR_MS)).toEqual([false, true]);
    await ledger.revoke(old.record.id);
    await mirror.refresh();
    expect(letsIn(now)).toEqual([false, true]);
  });

  it('never end while nobody ends them, nor do those that replace them', async () => {
    const { record } = await ledger.create(WISH);
    now += HOUR_MS;
    expect((await ledger.rotate(record.id, HOUR_MS)).record.expires_at).toBeNull();
    await ledger.revoke(record.id);
    const [old, fresh] = await ledger.list();
    // The end that comes first, though it was asked for last.
    expect(old).toMatchObject({ id: record.id, revoked_at: now, ended: true });
    expect(fresh).toMatchObject({ replaces: record.id, revoked_at: null, ended: false });
  });

  it('are what their names say, and other names say nothing', async () => {
    const id = newId();
    const said = await Promise.all([`${id}.ends.5`, `${id}.ended.5`].map((name) => ledger.read(name)));
    expect(said).toEqual([
      { kind: 'end', id, atMs: 5, saidMs: 5 },
      { kind: 'end', id, atMs: 0, saidMs: 5 },
    ]);
    const { record } = await ledger.create(WISH);
    expect(await ledger.read(`${record.id}.key`)).toEqual({ kind: 'key', record });
    expect(await ledger.read(`${id}.key`)).toEqual({ kind: 'key', record: null });
    for (const name of ['', 'README', `x${id}.key`, `${id}.key.tmp`, `${id}.ends.5x`, `${id}.ends.`, `${id}.other.5`])
      expect(await ledger.read(name)).toBeNull();
  });

  it('are none of other ids', async () => {
    for (const id of [newId(), '../x', '']) {
      await expect(ledger.revoke(id)).rejects.toMatchObject({
        code: 'KEY_NOT_FOUND',
        message: expect.stringContaining('list of keys') as string,
      });
      await expect(ledger.rotate(id, 0)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    }
  });

  it('can be planted once', async () => {
    const credential = { id: newId(), secret: newSecret() };
    expect(await ledger.plant(credential, WISH)).toBe(true);
    expect(await ledger.plant(credential, WISH)).toBe(false);
    await mirror.refresh();
    expect(table.check(`${credential.id}.${credential.secret}`, now)).not.toBeNull();
  });

  it('lock the system even when a record is broken, and let nobody in by it', async () => {
    const id = newId();
    const { record, credential } = await ledger.create(WISH);
    await store.putIfAbsent(`keys/${id}.key`, '{"role":"admin"');
    await store.putIfAbsent('keys/README', 'not ours');
    await mirror.refresh();
    expect(table.isOpen).toBe(false);
    expect(table.check(`${id}.${newSecret()}`, now)).toBeNull();
    expect(table.check(credential, now)?.keyId).toBe(record.id);
    expect(await ledger.list()).toHaveLength(1);
  });

  it('are taken in by a refresh that was asked for after them, whatever else is refreshing', async () => {
    const made = Array.from({ length: 50 }, async () => {
      const { credential } = await ledger.create(WISH);
      await mirror.refresh();
      return table.check(credential, now) !== null;
    });
    expect(new Set(await Promise.all(made))).toEqual(new Set([true]));
  });
});
