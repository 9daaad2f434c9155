import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ObjectStore } from './object-store';

/** Larger than what an S3 store sends in one piece, and no multiple of its parts. */
const LARGE_BYTES = 37 * 2 ** 20 + 1;

/**
 * What every store promises: the same tests for each of them.
 * @param open opens the empty store of the running test, the same one each time
 */
export function testObjectStore(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore;

  beforeEach(async () => {
    store = await open();
  });

  async function fileOf(content: string | Uint8Array): Promise<string> {
    const path = await store.scratchPath();
    await writeFile(path, content);
    return path;
  }

  it('lets exactly one of many writers create a key, and everybody reads the bytes of the winner', async () => {
    const other = await open();
    const puts = Array.from({ length: 50 }, (_, i) => (i % 2 ? store : other).putIfAbsent('a/b/key', `writer ${i}`));
    const wins = await Promise.all(puts);
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect((await store.get('a/b/key'))?.toString()).toBe(`writer ${wins.indexOf(true)}`);
    expect(await store.putIfAbsent('a/b/key', 'late')).toBe(false);
  });

  it('streams an upload and shows it only after the commit', async () => {
    const upload = await store.upload('in/put');
    await upload.write(Buffer.from('hello '));
    expect(await store.get('in/put')).toBeNull();
    await upload.write(Buffer.from('world'));
    expect(await readFile(upload.localPath, 'utf8')).toBe('hello world');
    expect(upload.bytesWritten).toBe(11);
    expect(await upload.commit()).toBe(true);
    expect(await text(await store.read('in/put'))).toBe('hello world');
    expect(await store.size('in/put')).toBe(11);
    expect(existsSync(upload.localPath)).toBe(false);
  });

  it('leaves no trace of an aborted upload', async () => {
    const upload = await store.upload('in/put');
    await upload.write(Buffer.from('half'));
    await upload.abort();
    expect(await store.get('in/put')).toBeNull();
    expect(await readdir(dirname(upload.localPath))).toEqual([]);
  });

  it('takes one of several large files for a key, whole', async () => {
    const contents = [1, 2, 3].map(() => randomBytes(LARGE_BYTES));
    const paths = await Promise.all(contents.map(fileOf));
    const wins = await Promise.all(paths.map((path) => store.putFile('in/large', path)));
    expect(wins.filter(Boolean)).toHaveLength(1);
    const winner = contents[wins.indexOf(true)] ?? Buffer.alloc(0);
    expect((await readFile(await store.localPath('in/large'))).equals(winner)).toBe(true);
    expect((await store.get('in/large'))?.equals(winner)).toBe(true);
    expect(paths.some(existsSync)).toBe(false);
  }, 120_000);

  it('moves a finished file in once', async () => {
    expect(await store.putFile('tables/x', await fileOf('first'))).toBe(true);
    const second = await fileOf('second');
    expect(await store.putFile('tables/x', second)).toBe(false);
    expect(existsSync(second)).toBe(false);
    expect((await store.get('tables/x'))?.toString()).toBe('first');
  });

  it('keeps objects without bytes', async () => {
    expect(await store.putIfAbsent('e/put', '')).toBe(true);
    expect(await store.putFile('e/file', await fileOf(''))).toBe(true);
    for (const key of ['e/put', 'e/file']) {
      expect([await store.size(key), (await store.get(key))?.length]).toEqual([0, 0]);
      expect(await text(await store.read(key))).toBe('');
      expect(await readFile(await store.localPath(key), 'utf8')).toBe('');
    }
  });

  it('reads a part of an object', async () => {
    await store.putIfAbsent('a/letters', 'abcdefghij');
    for (const [first, last, part] of [
      [0, 9, 'abcdefghij'],
      [0, 0, 'a'],
      [3, 5, 'def'],
      [9, 9, 'j'],
      [8, 1_000, 'ij'],
    ] as const) {
      expect(await text(await store.read('a/letters', { first, last }))).toBe(part);
    }
    await expect(store.read('no/thing', { first: 0, last: 1 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('shows the bytes of an object as a file, also to several at the same time', async () => {
    await store.putIfAbsent('a/file', 'content');
    const paths = await Promise.all(Array.from({ length: 5 }, () => store.localPath('a/file')));
    for (const path of paths) expect(await readFile(path, 'utf8')).toBe('content');
  });

  it('lists the names under a prefix in order and forgets what is deleted', async () => {
    for (const key of ['p/c', 'p/a', 'p/b/deep', 'p/b/er/still', 'p/B', 'p/a0', 'px/y'])
      await store.putIfAbsent(key, '');
    expect(await store.list('p')).toEqual(['B', 'a', 'a0', 'b', 'c']);
    await store.delete('p/a');
    await store.delete('p/a');
    await store.deletePrefix('p/b');
    await store.deletePrefix('nowhere');
    expect(await store.list('p')).toEqual(['B', 'a0', 'c']);
    expect(await store.list('px')).toEqual(['y']);
    expect(await store.list('nowhere')).toEqual([]);
    expect(await store.putIfAbsent('p/a', 'again')).toBe(true);
  });

  it('has null or an error for what is not there', async () => {
    expect([await store.get('no/thing'), await store.size('no/thing')]).toEqual([null, null]);
    await expect(store.read('no/thing')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(store.localPath('no/thing')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('has no file for an object that is deleted', async () => {
    await store.putIfAbsent('a/file', 'content');
    await store.localPath('a/file');
    await store.delete('a/file');
    await expect(store.localPath('a/file')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await store.putIfAbsent('a/file', 'other');
    expect(await readFile(await store.localPath('a/file'), 'utf8')).toBe('other');
  });

  it('removes a scratch file when it is read, and those that nobody wrote to', async () => {
    const path = await fileOf('table');
    expect(await text(store.readScratch(path))).toBe('table');
    const left = await fileOf('left');
    // As a sort in parts leaves it when its process is killed.
    await mkdir(`${left}.parts`);
    await writeFile(join(`${left}.parts`, 'part'), '');
    await store.sweepScratch(60_000);
    expect((await readdir(dirname(left))).length).toBeGreaterThan(0);
    await store.sweepScratch(-1);
    expect(await readdir(dirname(left))).toEqual([]);
  });

  it.each(['../x', '/etc/passwd', 'a//b', 'a/../b', '', 'a/.scratch', 'a\0b'])('refuses the key %j', async (key) => {
    const bad = { code: 'INTERNAL' };
    await expect(store.get(key)).rejects.toMatchObject(bad);
    await expect(store.putIfAbsent(key, '')).rejects.toMatchObject(bad);
    await expect(store.list(key)).rejects.toMatchObject(bad);
    await expect(store.deletePrefix(key)).rejects.toMatchObject(bad);
  });

  it('keeps its identity', async () => {
    const other = await open();
    const identities = await Promise.all([store.identity(), other.identity(), store.identity()]);
    expect(identities[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(identities).size).toBe(1);
  });
}
