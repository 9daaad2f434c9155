import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FolderStore } from './folder-store';

describe('FolderStore', () => {
  let root: string;
  let store: FolderStore;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sluice-store-'));
    store = new FolderStore(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('lets exactly one of many writers create a key, and everybody reads the bytes of the winner', async () => {
    const wins = await Promise.all(Array.from({ length: 50 }, (_, i) => store.putIfAbsent('a/b/key', `writer ${i}`)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect((await store.get('a/b/key'))?.toString()).toBe(`writer ${wins.indexOf(true)}`);
  });

  it('streams an upload and shows it only after the commit', async () => {
    const upload = await store.upload('in/put');
    await upload.write(Buffer.from('hello '));
    expect(await store.get('in/put')).toBeNull();
    await upload.write(Buffer.from('world'));
    expect(await upload.commit()).toBe(true);
    expect(await text(await store.read('in/put'))).toBe('hello world');
    expect(await store.size('in/put')).toBe(11);
  });

  it('leaves no trace of an aborted upload', async () => {
    const upload = await store.upload('in/put');
    await upload.write(Buffer.from('half'));
    await upload.abort();
    expect(await store.get('in/put')).toBeNull();
    expect(await readdir(join(root, '.scratch'))).toEqual([]);
  });

  it('moves a finished file in once', async () => {
    for (const [content, won] of [
      ['first', true],
      ['second', false],
    ] as const) {
      const path = await store.scratchPath();
      await writeFile(path, content);
      expect(await store.putFile('tables/x', path)).toBe(won);
    }
    expect((await store.get('tables/x'))?.toString()).toBe('first');
  });

  it('lists the names under a prefix in order and forgets what is deleted', async () => {
    for (const key of ['p/c', 'p/a', 'p/b/deep']) await store.putIfAbsent(key, '');
    await writeFile(join(root, 'p', '.DS_Store'), '');
    expect(await store.list('p')).toEqual(['a', 'b', 'c']);
    await store.delete('p/a');
    await store.delete('p/a');
    await store.deletePrefix('p/b');
    expect(await store.list('p')).toEqual(['c']);
    expect(await store.list('nowhere')).toEqual([]);
  });

  it.each(['../x', '/etc/passwd', 'a//b', 'a/../b', '', 'a/.scratch', 'a\0b'])('refuses the key %j', async (key) => {
    await expect(store.get(key)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('reports a store that cannot be written', async () => {
    await writeFile(join(root, 'file'), '');
    const broken = new FolderStore(join(root, 'file'));
    await expect(broken.putIfAbsent('k', 'v')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('keeps its identity', async () => {
    const identity = await store.identity();
    expect(identity).toMatch(/^[0-9a-f]{32}$/);
    expect(await new FolderStore(root).identity()).toBe(identity);
  });
});
