import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import { checkedKey, isSegment } from './object-key';
import type { ObjectStore, Upload } from './object-store';
import { FolderUpload } from './folder-upload';
import { syncFolder, syncFile } from './sync';
import { errorCode, storeFailure } from './store-failure';

/** Uncommitted bytes live here, on the same volume, so that link(2) can publish them. */
const SCRATCH = '.scratch';
const IDENTITY = 'store-identity';

/**
 * Object store in a folder. A put writes a scratch file, fsyncs it and publishes it by link(2), which fails when the name exists: the
 * name appears once, with all bytes, and of several writers one wins. (rename(2) would overwrite; O_EXCL shows short files.)
 */
export class FolderStore implements ObjectStore {
  constructor(private readonly root: string) {}

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
    const scratch = await this.scratchPath();
    return translate(async () => {
      const file = await open(scratch, 'wx', 0o600);
      return new FolderUpload(file, scratch, () => this.publish(scratch, target));
    });
  }

  async putFile(key: string, localPath: string): Promise<boolean> {
    return translate(async () => {
      await syncFile(localPath);
      return this.publish(localPath, this.path(key));
    });
  }

  async get(key: string): Promise<Buffer | null> {
    return translate(() => absentAsNull(readFile(this.path(key))));
  }

  async size(key: string): Promise<number | null> {
    const found = await translate(() => absentAsNull(stat(this.path(key))));
    return found?.size ?? null;
  }

  async read(key: string): Promise<Readable> {
    const path = this.path(key);
    if ((await this.size(key)) === null) throw missing();
    return createReadStream(path, { highWaterMark: 256 * 1024 });
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
    if ((await this.size(key)) === null) throw missing();
    return this.path(key);
  }

  async scratchPath(): Promise<string> {
    const folder = join(this.root, SCRATCH);
    await translate(() => mkdir(folder, { recursive: true, mode: 0o700 }));
    return join(folder, randomBytes(12).toString('hex'));
  }

  readScratch(path: string): Readable {
    return createReadStream(path, { highWaterMark: 256 * 1024 }).once('close', () => {
      unlink(path).catch(() => undefined);
    });
  }

  async sweepScratch(olderThanMs: number): Promise<void> {
    const folder = join(this.root, SCRATCH);
    await translate(async () => {
      for (const name of (await absentAsNull(readdir(folder))) ?? []) {
        const found = await absentAsNull(stat(join(folder, name)));
        if (found !== null && Date.now() - found.mtimeMs > olderThanMs) await rm(join(folder, name), { force: true });
      }
    });
  }

  async identity(): Promise<string> {
    await this.putIfAbsent(IDENTITY, randomBytes(16).toString('hex'));
    return (await this.get(IDENTITY))?.toString() ?? '';
  }

  private path(key: string): string {
    return join(this.root, checkedKey(key));
  }

  private async publish(scratch: string, target: string): Promise<boolean> {
    const folder = dirname(target);
    try {
      await makeFolder(folder);
      await link(scratch, target);
      await syncFolder(folder);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      throw storeFailure(error);
    } finally {
      await unlink(scratch).catch(() => undefined);
    }
  }
}

/** A new folder is durable only when its parents are synced too, else the object can vanish with its folder. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let path = folder; path.length >= first.length; path = dirname(path)) await syncFolder(dirname(path));
}

function missing(): SluiceError {
  return new SluiceError('STORE_UNAVAILABLE', 'An object that should exist is missing from the store.');
}

async function translate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeFailure(error);
  }
}

async function absentAsNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
