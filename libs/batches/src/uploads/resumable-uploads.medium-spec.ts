import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { newId } from '@sluice/contracts';
import { openFolder, type ObjectStore } from '@sluice/storage';
import fc from 'fast-check';
import { ResumableUploads } from './resumable-uploads';

const TENANT = 'acme';
const HOUR_MS = 3_600_000;

describe('resumable uploads', () => {
  let folder: string;
  let store: ObjectStore;
  let now: number;
  let uploads: ResumableUploads;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-uploads-'));
    store = await openFolder(folder);
    now = Date.parse('2026-01-05T08:00:00Z');
    uploads = new ResumableUploads(store, () => now);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const start = async (bytes: Buffer): Promise<string> => (await uploads.create(TENANT, bytes.length, '', HOUR_MS)).id;
  const read = async (id: string): Promise<Buffer> => buffer((await uploads.read(TENANT, id)).bytes);
  async function append(id: string, offset: number, bytes: Buffer): Promise<number> {
    const part = await uploads.append(TENANT, id, offset, false);
    await part.write(bytes);
    return part.finish();
  }

  it('give back the bytes that were sent, however they were cut, and whoever died with a part in hand', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 80 }), dies: fc.boolean() }), { maxLength: 12 }),
        async (content, steps) => {
          const bytes = Buffer.from(content);
          const id = await start(bytes);
          for (const step of steps) {
            const { offset } = await uploads.find(TENANT, id);
            const piece = bytes.subarray(offset, offset + step.bytes);
            if (piece.length === 0) break;
            const part = await uploads.append(TENANT, id, offset, false);
            await part.write(piece);
            await (step.dies ? part.drop() : part.finish());
          }
          const { offset } = await uploads.find(TENANT, id);
          if (offset < bytes.length) await append(id, offset, bytes.subarray(offset));
          expect((await read(id)).equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('of two requests that write to the same place one counts, and the other is told', async () => {
    const bytes = Buffer.from('0123456789');
    const id = await start(bytes);
    const [first, second] = [await uploads.append(TENANT, id, 0, false), await uploads.append(TENANT, id, 0, false)];
    await first.write(bytes.subarray(0, 6));
    await second.write(bytes.subarray(0, 4));
    expect(await first.finish()).toBe(6);
    await expect(second.finish()).rejects.toMatchObject({ code: 'UPLOAD_CONFLICT' });
    await append(id, 6, bytes.subarray(6));
    expect((await read(id)).toString()).toBe('0123456789');
  });

  it('refuse another offset, bytes past the end, and a file that has not come whole', async () => {
    const id = await start(Buffer.from('0123'));
    await append(id, 0, Buffer.from('01'));
    await expect(uploads.append(TENANT, id, 1, false)).rejects.toMatchObject({
      code: 'UPLOAD_CONFLICT',
      message: 'The upload is at offset 2. Go on from there.',
    });
    await expect(uploads.read(TENANT, id)).rejects.toMatchObject({ code: 'UPLOAD_CONFLICT' });
    const part = await uploads.append(TENANT, id, 2, false);
    await expect(part.write(Buffer.from('23x'))).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    await part.drop();
  });

  it('are not those of another tenant, and none that nobody started', async () => {
    const id = await start(Buffer.from('0'));
    for (const [tenant, name] of [
      ['other', id],
      [TENANT, newId()],
    ] as const) {
      await expect(uploads.find(tenant, name)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    }
  });

  it('are gone when their time is over, with whatever a slow connection wrote after that', async () => {
    const bytes = Buffer.from('0123');
    const [old, late] = [await start(bytes), await start(bytes)];
    await append(old, 0, bytes);
    const slow = await uploads.append(TENANT, late, 0, false);
    await slow.write(bytes);
    now += HOUR_MS - 1;
    expect(await uploads.removeExpired()).toBe(0);
    const young = await start(bytes);
    now += 1;
    await expect(uploads.find(TENANT, old)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    expect(await uploads.removeExpired()).toBe(2);
    await slow.finish();
    expect(await uploads.removeExpired()).toBe(1);
    expect(await store.list(`uploads/${TENANT}`)).toEqual([young]);
  });
});
