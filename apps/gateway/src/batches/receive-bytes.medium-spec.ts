import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { openFolder, type ObjectStore, type Upload } from '@sluice/storage';
import type { Compression } from './decompress';
import { receiveBytes } from './receive-bytes';
import { windowed, zstdBomb, zstdFrame, zstdMatches } from './zstd/zstd-frames.fixture';

/** `printf 'text\nhello\nyou idiot\n' | zstd`: a block as it is, with a checksum. */
const CHECKED = Buffer.from('28b52ffd0458a90000746578740a68656c6c6f0a796f75206964696f740a1adb44db', 'hex');
/** `printf '' | zstd`, with a checksum as well. */
const NOTHING = Buffer.from('28b52ffd240001000099e9d851', 'hex');
/** A zstd frame to be passed over. */
const SKIPPABLE = Buffer.from('5a2a4d1803000000aabbcc', 'hex');

describe('receiveBytes', () => {
  let folder: string;
  let store: ObjectStore;
  let upload: Upload;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-receive-'));
    store = await openFolder(folder);
    upload = await store.upload('input');
  });
  afterEach(async () => {
    await upload.abort();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells size and digest of what it stored', async () => {
    const source = Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false });
    expect(await receiveBytes(source, upload, { maxBytes: 3 })).toEqual({
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  it('refuses a body that is too large, and leaves the connection open for the answer', async () => {
    const large = new PassThrough();
    large.write('abcd');
    await expect(receiveBytes(large, upload, { maxBytes: 3 })).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(large.destroyed).toBe(false);
  });

  it('says that an upload broke off', async () => {
    const source = new PassThrough();
    const received = receiveBytes(source, upload, { maxBytes: 1_000 });
    source.destroy();
    await expect(received).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(receiveBytes(source, upload, { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  describe('of a compressed body', () => {
    // `printf 'hello %.0s' $(seq 1000) | zstd -19`
    const ZSTD = Buffer.from('KLUv/QRodQAAMGhlbGxvIAEAZ5e+FAEGA/W7', 'base64');
    const TEXT = 'hello '.repeat(1_000);
    const DIGEST = createHash('sha256').update(TEXT).digest('hex');
    const inParts = (bytes: Buffer, size: number): Readable =>
      Readable.from(
        Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size)),
        { objectMode: false },
      );

    it.each<[Compression, Buffer]>([
      ['gzip', gzipSync(TEXT)],
      ['gzip', Buffer.concat([gzipSync(TEXT.slice(0, 700)), gzipSync(TEXT.slice(700))])],
      ['zstd', ZSTD],
    ])('stores what %s stands for, however it is cut', async (compression, bytes) => {
      for (const size of [1, 7, 1_000_000]) {
        const target = await store.upload('input');
        const options = { maxBytes: TEXT.length, compression };
        expect(await receiveBytes(inParts(bytes, size), target, options)).toEqual({
          bytes: TEXT.length,
          sha256: DIGEST,
        });
        await target.abort();
      }
    });

    it.each<[Compression, Buffer]>([
      ['gzip', gzipSync(TEXT).subarray(0, -9)],
      ['gzip', Buffer.from('no gzip at all')],
      ['gzip', Buffer.alloc(1_000_000, 'no gzip at all, and more than fits into a buffer')],
      ['zstd', ZSTD.subarray(0, -3)],
      ['zstd', Buffer.from('no zstd at all, but long enough')],
    ])('refuses what is no whole %s stream', async (compression, bytes) => {
      const source = inParts(bytes, Math.ceil(bytes.length / 10));
      const received = receiveBytes(source, upload, { maxBytes: 100_000, compression });
      await expect(received).rejects.toMatchObject({ code: 'INVALID_FILE' });
    });

    it.each([
      ['a window of 1 GB', windowed(0x14 << 3)],
      ['a window of 9 MB', windowed((13 << 3) | 1)],
      ['a content of 9 MB in one segment', zstdFrame(Buffer.from('a000009000', 'hex'))],
      ['a content of 4 GB and more in one segment', zstdFrame(Buffer.from('e00000000001000000', 'hex'))],
      ['a wide window behind other frames', Buffer.concat([ZSTD, SKIPPABLE, windowed(0x14 << 3)])],
    ])('refuses zstd with %s before it takes the memory, however it is cut', async (_, bytes) => {
      for (const size of [1, 5, 1_000]) {
        const target = await store.upload('input');
        await expect(
          receiveBytes(inParts(bytes, size), target, { maxBytes: 1e9, compression: 'zstd' }),
        ).rejects.toMatchObject({ code: 'INVALID_FILE', message: expect.stringContaining('at most 8 MB') as string });
        await target.abort();
      }
    });

    it.each([
      ['a window of 8 MB', Buffer.concat([windowed(13 << 3), ZSTD])],
      ['frames behind frames', Buffer.concat([SKIPPABLE, windowed(13 << 3), SKIPPABLE, ZSTD, SKIPPABLE])],
      ['frames of nothing', Buffer.concat([NOTHING, windowed(13 << 3), NOTHING, NOTHING, ZSTD, NOTHING])],
    ])('takes zstd with %s', async (_, bytes) => {
      const expected = 'x'.repeat(131_072 * 8) + TEXT;
      for (const size of [1, 7, 1_000_000]) {
        const target = await store.upload('input');
        expect(await receiveBytes(inParts(bytes, size), target, { maxBytes: 1e9, compression: 'zstd' })).toEqual({
          bytes: expected.length,
          sha256: createHash('sha256').update(expected).digest('hex'),
        });
        await target.abort();
      }
    });

    it.each([
      ['content', 9],
      ['checksum', -1],
    ])('refuses zstd whose %s has changed on its way, in whichever frame, however it is cut', async (_, at) => {
      const damaged = Buffer.from(CHECKED);
      damaged.writeUInt8((damaged.at(at) ?? 0) ^ 1, at < 0 ? damaged.length + at : at);
      for (const bytes of [damaged, Buffer.concat([CHECKED, ZSTD, damaged, CHECKED])]) {
        for (const size of [1, 7, 1_000]) {
          const target = await store.upload('input');
          const received = receiveBytes(inParts(bytes, size), target, { maxBytes: 1e6, compression: 'zstd' });
          await expect(received).rejects.toMatchObject({ code: 'INVALID_FILE' });
          await target.abort();
        }
      }
    });

    it('lets others go on while a block keeps the decoder busy', async () => {
      const ended: string[] = [];
      const options = { maxBytes: 1_000_000, compression: 'zstd' } as const;
      const slow = receiveBytes(inParts(zstdMatches(2_000), 1_000), upload, options).then(() => ended.push('slow'));
      for (let turn = 0; turn < 1_000; turn++) await setImmediate();
      ended.push('others');
      await slow;
      expect(ended).toEqual(['others', 'slow']);
    });

    it.each<[Compression, Buffer]>([
      ['gzip', gzipSync(Buffer.alloc(300_000_000))],
      ['zstd', zstdBomb(20_000)],
    ])('stops a %s bomb at the bound, within little memory', async (compression, bytes) => {
      expect(bytes.length).toBeLessThan(300_000);
      const before = process.memoryUsage().rss;
      const received = receiveBytes(inParts(bytes, 64 * 1024), upload, { maxBytes: 50_000_000, compression });
      await expect(received).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
      expect(upload.bytesWritten).toBeLessThanOrEqual(50_000_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
    });
  });
});
