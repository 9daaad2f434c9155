import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { absentAsNull, translate } from '../store-failure';

/** Whoever was told a path opens it within this time, so what was asked for more recently stays, even over the bound. */
const IN_USE_MS = 15 * 60_000;
/** Copies of objects that are deleted must not stay for good. */
const FORGOTTEN_MS = 24 * 3_600_000;

/**
 * Copies of objects in a folder of this machine, that least recently asked for removed first. What a process needs to know lies in the folder, so
 * several may share it: the time of a file is that of its last use. On Linux a file that is open outlives its removal.
 */
export class ObjectCache {
  private readonly downloads = new Map<string, Promise<string>>();

  /** @param now unix milliseconds */
  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Path of a copy. Callers at the same time share one download.
   * @param name a file name, another one for other bytes
   * @param download writes the bytes to a new file
   */
  async path(name: string, download: (path: string) => Promise<void>): Promise<string> {
    const path = join(this.folder, name);
    if (await this.touch(path)) return path;
    const running = this.downloads.get(name) ?? this.add(path, download);
    this.downloads.set(name, running);
    try {
      return await running;
    } finally {
      this.downloads.delete(name);
    }
  }

  /** Removes copies that were not asked for since long, and the oldest ones over the bound. */
  async sweep(): Promise<void> {
    const names = (await translate(() => absentAsNull(readdir(this.folder)))) ?? [];
    const files = await Promise.all(names.map((name) => this.look(join(this.folder, name))));
    let bytes = 0;
    for (const { path, size, idleMs } of files.sort((a, b) => a.idleMs - b.idleMs)) {
      bytes += size;
      const tooMuch = bytes > this.maxBytes && idleMs > IN_USE_MS;
      // Asked again: another process may just have used it.
      if ((tooMuch || idleMs > FORGOTTEN_MS) && (await this.look(path)).idleMs > IN_USE_MS) {
        await translate(() => rm(path, { force: true }));
        bytes -= size;
      }
    }
  }

  private async add(path: string, download: (path: string) => Promise<void>): Promise<string> {
    await translate(() => mkdir(this.folder, { recursive: true, mode: 0o700 }));
    const partial = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      await download(partial);
      await translate(() => rename(partial, path));
    } finally {
      await rm(partial, { force: true });
    }
    await this.touch(path);
    await this.sweep();
    return path;
  }

  /** Marks the file as used just now; false when it is not there. */
  private async touch(path: string): Promise<boolean> {
    const at = new Date(this.now());
    return (await translate(() => absentAsNull(utimes(path, at, at).then(() => true)))) ?? false;
  }

  private async look(path: string): Promise<{ path: string; size: number; idleMs: number }> {
    const found = await translate(() => absentAsNull(stat(path)));
    return { path, size: found?.size ?? 0, idleMs: found === null ? Infinity : this.now() - found.mtimeMs };
  }
}
