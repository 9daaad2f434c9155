import { readFile, writeFile } from 'node:fs/promises';
import { S3Proxy, TestS3 } from '@sluice/testing';
import type { ObjectStore } from '../object-store';
import { testObjectStore } from '../object-store.contract.fixture';
import { UnfitStoreError } from '../unfit-store-error';

describe('S3Store', () => {
  let s3: TestS3;
  let place = 0;

  beforeAll(async () => {
    s3 = await TestS3.start();
  });
  afterAll(() => s3.stop());
  beforeEach(() => {
    place++;
  });

  testObjectStore(() => s3.open(`place-${place}/deep`));

  it('lists and deletes more than one page', async () => {
    const store = await s3.open(`place-${place}`);
    const names = Array.from({ length: 1_005 }, (_, i) => String(i).padStart(4, '0'));
    for (let i = 0; i < names.length; i += 67) {
      await Promise.all(names.slice(i, i + 67).map((name) => store.putIfAbsent(`many/${name}`, name)));
    }
    expect(await store.list('many')).toEqual(names);
    await store.deletePrefix('many');
    expect(await store.list('many')).toEqual([]);
  });

  it('keeps two prefixes of a bucket apart', async () => {
    const [one, other] = [await s3.open(`place-${place}/one`), await s3.open(`place-${place}/one1`)];
    await one.putIfAbsent('k', 'of one');
    expect(await other.get('k')).toBeNull();
    expect(await one.identity()).not.toBe(await other.identity());
  });

  describe('when the way to the server is bad', () => {
    let proxy: S3Proxy;
    let store: ObjectStore;

    beforeEach(async () => {
      proxy = await S3Proxy.start(s3.settings.endpoint ?? '');
      store = await s3.open(`place-${place}`, { endpoint: proxy.url });
      proxy.seen.length = 0;
    });
    afterEach(() => proxy.stop());

    /** The first of the requests that fit ends so. */
    function first(pattern: RegExp, fate: 'lost' | 'torn' | number): void {
      let done = false;
      proxy.decide = (line) => {
        if (done || !pattern.test(line)) return undefined;
        done = true;
        return fate;
      };
    }

    it('knows its own put when the answer was lost and the second try is refused', async () => {
      first(/^PUT/, 'lost');
      expect(await store.putIfAbsent('k', 'mine')).toBe(true);
      expect(proxy.seen.filter((line) => line.startsWith('PUT'))).toHaveLength(2);
      first(/^PUT/, 'lost');
      expect(await store.putIfAbsent('k', 'other')).toBe(false);
      expect((await store.get('k'))?.toString()).toBe('mine');
    });

    it('knows its own large file as well', async () => {
      first(/^POST .*uploadId=/, 'lost');
      const path = await store.scratchPath();
      await writeFile(path, Buffer.alloc(17 * 2 ** 20));
      expect(await store.putFile('large', path)).toBe(true);
      expect(await store.size('large')).toBe(17 * 2 ** 20);
    });

    it('removes the parts of a large file that fails', async () => {
      proxy.decide = (line) => (/^PUT .*partNumber=2/.test(line) ? 403 : undefined);
      const path = await store.scratchPath();
      await writeFile(path, Buffer.alloc(17 * 2 ** 20));
      await expect(store.putFile('large', path)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(proxy.seen.some((line) => /^DELETE .*uploadId=/.test(line))).toBe(true);
      expect(await store.size('large')).toBeNull();
    });

    it('tries again while another put of the key is on its way', async () => {
      first(/^PUT/, 409);
      expect(await store.putIfAbsent('k', 'mine')).toBe(true);
      proxy.decide = (line) => (line.startsWith('PUT') ? 409 : undefined);
      expect(await store.putIfAbsent('k', 'other')).toBe(false);
      await expect(store.putIfAbsent('k2', 'mine')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    });

    it('reads again when a body breaks off', async () => {
      await store.putIfAbsent('k', 'content');
      first(/^GET/, 'torn');
      expect((await store.get('k'))?.toString()).toBe('content');
      first(/^GET/, 'torn');
      expect(await readFile(await store.localPath('k'), 'utf8')).toBe('content');
    });

    it('downloads an object once', async () => {
      await store.putIfAbsent('k', 'content');
      await Promise.all(Array.from({ length: 5 }, () => store.localPath('k')));
      await store.localPath('k');
      expect(proxy.seen.filter((line) => line.startsWith('GET'))).toHaveLength(1);
    });

    it('deletes one by one where the server cannot delete many', async () => {
      proxy.decide = (line) => (/^POST .*\?delete/.test(line) ? 501 : undefined);
      for (const key of ['p/a', 'p/b/c']) await store.putIfAbsent(key, '');
      await store.deletePrefix('p');
      expect(await store.list('p')).toEqual([]);
    });

    it.each([
      [507, 'STORAGE_FULL'],
      [403, 'STORE_UNAVAILABLE'],
      [503, 'STORE_UNAVAILABLE'],
    ])('reports the status %d as %s', async (status, code) => {
      proxy.decide = () => status;
      await expect(store.putIfAbsent('k', '')).rejects.toMatchObject({ code });
      await expect(store.list('p')).rejects.toMatchObject({ code });
      await expect(store.deletePrefix('p')).rejects.toMatchObject({ code });
      await expect(store.localPath('k')).rejects.toMatchObject({ code });
    });

    it('refuses a server that overwrites, when it is opened', async () => {
      proxy.decide = (line) => (line.startsWith('PUT') ? 200 : undefined);
      const opened = s3.open(`place-${place}/other`, { endpoint: proxy.url });
      await expect(opened).rejects.toThrow(UnfitStoreError);
      await expect(opened).rejects.toThrow('If-None-Match');
    });
  });

  it('says what a person has to change', async () => {
    const credentials = { accessKeyId: 'sluice', secretAccessKey: 'wrong-secret' };
    const opened = s3.open(`place-${place}`, { credentials }).catch(String);
    expect(await opened).toMatch(/^UnfitStoreError: .*refused the credentials/);
    expect(await opened).not.toMatch(/wrong-secret|only-for-tests/);
  });

  it('reports a server that is gone', async () => {
    const own = await TestS3.start();
    try {
      const store = await own.open('p');
      await own.kill();
      for (const failing of [store.get('k'), store.putIfAbsent('k', ''), store.list('p'), store.identity()]) {
        await expect(failing).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      }
    } finally {
      await own.stop();
    }
  });
});
