import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { openStore, type Upload } from '@sluice/storage';
import { receiveBytes } from './receive-bytes';

describe('receiveBytes', () => {
  let folder: string;
  let upload: Upload;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-receive-'));
    upload = await (await openStore(pathToFileURL(folder).href)).upload('input');
  });
  afterEach(async () => {
    await upload.abort();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells size and digest of what it stored', async () => {
    const source = Readable.from([Buffer.from('ab'), Buffer.from('c')], { objectMode: false });
    expect(await receiveBytes(source, upload, 3)).toEqual({
      bytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  it('refuses a body that is too large, and one that comes too slowly, and leaves the connection open for the answer', async () => {
    const large = new PassThrough();
    large.write('abcd');
    await expect(receiveBytes(large, upload, 3)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    expect(large.destroyed).toBe(false);
    const slow = new PassThrough();
    slow.write('a');
    await expect(receiveBytes(slow, upload, 1_000, 20)).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
    expect(slow.destroyed).toBe(false);
  });

  it('says that an upload broke off', async () => {
    const source = new PassThrough();
    const received = receiveBytes(source, upload, 1_000);
    source.destroy();
    await expect(received).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(receiveBytes(source, upload, 1_000)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});
