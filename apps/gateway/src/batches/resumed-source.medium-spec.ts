import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResumableUploads } from '@sluice/batches';
import { openFolder, type ObjectStore } from '@sluice/storage';
import { until } from '@sluice/testing';
import type { FastifyRequest } from 'fastify';
import { InputUpload } from './input-upload';
import { ResumedSource } from './resumed-source';

const MAX_BYTES = 1_000_000;

describe('ResumedSource', () => {
  let folder: string;
  let store: ObjectStore;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-resumed-'));
    store = await openFolder(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each([
    ['chat.csv.gz', 'INVALID_FILE'],
    ['chat.csv', 'PAYLOAD_TOO_LARGE'],
  ])('leaves no file open when it refuses %s with %s', async (name, code) => {
    const uploads = new ResumableUploads(store);
    const bytes = randomBytes(2 * MAX_BYTES);
    const metadata = `filename ${Buffer.from(name).toString('base64')}`;
    const { id } = await uploads.create('acme', bytes.length, metadata, 60_000);
    const part = await uploads.append('acme', id, 0, true);
    await part.write(bytes);
    await part.finish();

    const read = jest.spyOn(store, 'read');
    const query = { upload: id };
    const request = { id: 'r', query, headers: {}, principal: { tenant: 'acme' } } as unknown as FastifyRequest;
    const upload = await InputUpload.open(store, () => 'input');
    await expect(new ResumedSource(request, uploads, MAX_BYTES).receive(upload)).rejects.toMatchObject({ code });
    await upload.abort();
    const files = await Promise.all(read.mock.results.map(({ value }) => value as ReturnType<ObjectStore['read']>));
    expect(files).toHaveLength(1);
    await until('closing the file', () => files.every(({ closed }) => closed) || undefined);
  });
});
