import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { ScratchFolder } from '../local/scratch-folder';
import { checkedKey, isSegment } from '../object-key';
import { STORE_IDENTITY, type ByteRange, type ObjectStore, type Upload } from '../object-store';
import { absentAsNull, errorCode, missingObject, translate } from '../store-failure';
import { syncFolder, syncFile } from './sync';

/** Uncommitted bytes live here, on the same volume, so that link(2) can publish them. */
const SCRATCH = '.scratch';

/**
 * Object store in a folder. A put writes a scratch file, fsyncs it and publishes it by link(2), which fails when the name exists: the
 * name appears once, with all bytes, and of several writers one wins. (rename(2) would overwrite; O_EXCL shows short files.)
 */
export class FolderStore implements ObjectStore {
  private readonly scratch: ScratchFolder;

  constructor(private readonly root: string) {
    this.scratch = new ScratchFolder(join(root, SCRATCH));
  }

  async putIfAbsent(key: string, bytes: Uint8Array | string): Promise<boolean> {
    const upload = await this.upload(key);
    try {
      await upload.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    } catch (error) {
      await upload.abort();
      throw error;
    }
    return upload.commit();
  }

  async upload(key: string): Promise<Upload> {
    const target = this.path(key);
    return this.scratch.upload((path) => this.publish(path, target));
  }

  async putFile(key: string, localPath: string): Promise<boolean> {
    return this.publish(localPath, this.path(key));
  }

  async get(key: string): Promise<Buffer | null> {
    return translate(() => absentAsNull(readFile(this.path(key))));
  }

  async size(key: string): Promise<number | null> {
    const found = await translate(() => absentAsNull(stat(this.path(key))));
    return found?.size ?? null;
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const part = range === undefined ? {} : { start: range.first, end: range.last };
    return createReadStream(await this.localPath(key), { highWaterMark: 256 * 1024, ...part });
  }

  async list(prefix: string): Promise<string[]> {
    const names = await translate(() => absentAsNull(readdir(this.path(prefix))));
    return (names ?? []).filter(isSegment).sort();
  }

  async delete(key: string): Promise<void> {
    await translate(() => rm(this.path(key), { force: true }));
  }

  async deletePrefix(prefix: string): Promise<void> {
    await translate(() => rm(this.path(prefix), { recursive: true, force: true }));
  }

  async localPath(key: string): Promise<string> {
    if ((await this.size(key)) === null) throw missingObject();
    return this.path(key);
  }

  scratchPath(): Promise<string> {
    return this.scratch.newPath();
  }

  readScratch(path: string): Readable {
    return this.scratch.read(path);
  }

  sweepScratch(olderThanMs: number): Promise<void> {
    return this.scratch.sweep(olderThanMs);
  }

  async identity(): Promise<string> {
    await this.putIfAbsent(STORE_IDENTITY, randomBytes(16).toString('hex'));
    return (await this.get(STORE_IDENTITY))?.toString() ?? '';
  }

  private path(key: string): string {
    return join(this.root, checkedKey(key));
  }

  private publish(scratch: string, target: string): Promise<boolean> {
    return translate(async () => {
      try {
        await syncFile(scratch);
        await makeFolder(dirname(target));
        await link(scratch, target);
        await syncFolder(dirname(target));
        return true;
      } catch (error) {
        if (errorCode(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await unlink(scratch).catch(() => undefined);
      }
    });
  }
}

/** A new folder is durable only when its parents are synced too, else the object can vanish with its folder. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let path = folder; path.length >= first.length; path = dirname(path)) await syncFolder(dirname(path));
}
