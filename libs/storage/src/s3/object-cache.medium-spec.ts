import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectCache } from './object-cache';

const MINUTE_MS = 60_000;

describe('ObjectCache', () => {
  let folder: string;
  let now: number;
  let cache: ObjectCache;
  let downloads: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-cache-'));
    now = Date.UTC(2026, 10, 27);
    cache = new ObjectCache(folder, 100, () => now);
    downloads = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function get(name: string, bytes = 40, from = cache): Promise<string> {
    return from.path(name, async (path) => {
      downloads.push(name);
      await writeFile(path, name.padEnd(bytes));
    });
  }

  it('downloads once for all who ask at the same time and later, in any process', async () => {
    const paths = await Promise.all([get('a'), get('a'), get('a')]);
    expect(new Set([...paths, await get('a', 40, new ObjectCache(folder, 100))]).size).toBe(1);
    expect(downloads).toEqual(['a']);
  });

  it('removes what was not asked for longest when there is too much', async () => {
    for (const name of ['a', 'b', 'a']) {
      await get(name);
      now += MINUTE_MS;
    }
    now += 20 * MINUTE_MS;
    await get('c');
    expect((await readdir(folder)).sort()).toEqual(['a', 'c']);
    await get('b');
    expect(downloads).toEqual(['a', 'b', 'c', 'b']);
  });

  it('keeps what was asked for just now, however large', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await get(name, 90);
    expect(await readdir(folder)).toHaveLength(4);
    now += 20 * MINUTE_MS;
    await cache.sweep();
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('forgets after a day, also what a process that died has left', async () => {
    await get('a', 1);
    const left = join(folder, 'b.1234');
    await writeFile(left, '');
    await utimes(left, new Date(now), new Date(now));
    now += 25 * 60 * MINUTE_MS;
    await cache.sweep();
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps nothing of a download that fails, and tries again', async () => {
    const failing = cache.path('a', async (path) => {
      await writeFile(path, 'half');
      throw new Error('broken off');
    });
    await expect(failing).rejects.toThrow('broken off');
    expect(await readdir(folder)).toEqual([]);
    expect((await readFile(await get('a'), 'utf8')).trim()).toBe('a');
  });
});
