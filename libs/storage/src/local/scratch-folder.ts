import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Upload } from '../object-store';
import { absentAsNull, translate } from '../store-failure';
import { FileUpload } from './file-upload';

/** A folder for files that are not objects yet, or never will be. Made when it is first used; several processes may share it. */
export class ScratchFolder {
  constructor(private readonly folder: string) {}

  /** A path that nothing uses. */
  async newPath(): Promise<string> {
    await translate(() => mkdir(this.folder, { recursive: true, mode: 0o700 }));
    return join(this.folder, randomBytes(12).toString('hex'));
  }

  /** @param publish brings the finished file into the store and removes it; false when its key was taken */
  async upload(publish: (path: string) => Promise<boolean>): Promise<Upload> {
    const path = await this.newPath();
    return translate(async () => new FileUpload(await open(path, 'wx', 0o600), path, publish));
  }

  /** Streams a file and removes it when the stream ends, however it ends. */
  read(path: string): Readable {
    return createReadStream(path, { highWaterMark: 256 * 1024 }).once('close', () => {
      unlink(path).catch(() => undefined);
    });
  }

  /** Removes files that nobody has written to for `olderThanMs`, and folders in which nobody has made or removed any. */
  async sweep(olderThanMs: number): Promise<void> {
    await translate(async () => {
      for (const name of (await absentAsNull(readdir(this.folder))) ?? []) {
        const path = join(this.folder, name);
        const found = await absentAsNull(stat(path));
        const isLeft = found !== null && Date.now() - found.mtimeMs > olderThanMs;
        if (isLeft) await rm(path, { recursive: true, force: true });
      }
    });
  }
}
