import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '@sluice/storage';
import type { VersionFolder } from './discover-versions';
import { readFileWithDigest } from './read-file-with-digest';
import { isVersion } from './semantic-version';

const ROOT = 'models';
/** Written last: a version without it is not published yet. */
const MANIFEST = 'manifest.json';

export interface PublishedVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * Versions in the object store, `models/<name>/<version>/<file>`: immutable, as all objects are, and seen when complete. Every method throws what the
 * store does.
 */
export class PublishedVersions {
  constructor(private readonly store: ObjectStore) {}

  async list(): Promise<PublishedVersion[]> {
    const names = await this.store.list(ROOT);
    const all = await Promise.all(names.map((name) => this.versionsOf(name)));
    return all.flat();
  }

  /**
   * Copies the files of a version folder into the store. What an earlier attempt has left is kept: the files are the same, or it is refused.
   * @returns false when the store has this version already
   * @throws Error when it has another one under the same number
   */
  async publish({ name, version, dir }: VersionFolder): Promise<boolean> {
    const files = (await readdir(dir, { withFileTypes: true })).filter((entry) => entry.isFile());
    const others = files.map((entry) => entry.name).filter((file) => file !== MANIFEST);
    for (const file of others) await this.put(`${ROOT}/${name}/${version}/${file}`, join(dir, file));
    return this.put(`${ROOT}/${name}/${version}/${MANIFEST}`, join(dir, MANIFEST));
  }

  /** Copies a published version into a new folder; its digests are checked when it is loaded. */
  async fetch({ name, version }: PublishedVersion, into: string): Promise<void> {
    await mkdir(into, { recursive: true });
    for (const file of await this.store.list(`${ROOT}/${name}/${version}`)) {
      const bytes = await this.store.read(`${ROOT}/${name}/${version}/${file}`);
      await pipeline(bytes, createWriteStream(join(into, file)));
    }
  }

  private async versionsOf(name: string): Promise<PublishedVersion[]> {
    const versions = (await this.store.list(`${ROOT}/${name}`)).filter(isVersion);
    const sizes = await Promise.all(versions.map((one) => this.store.size(`${ROOT}/${name}/${one}/${MANIFEST}`)));
    return versions.filter((_, index) => sizes[index] !== null).map((version) => ({ name, version }));
  }

  /** False when these very bytes were there. */
  private async put(key: string, path: string): Promise<boolean> {
    const upload = await this.store.upload(key);
    try {
      for await (const bytes of createReadStream(path)) await upload.write(bytes as Buffer);
    } catch (error) {
      await upload.abort();
      throw error;
    }
    if (await upload.commit()) return true;
    await this.requireSame(key, path);
    return false;
  }

  private async requireSame(key: string, path: string): Promise<void> {
    const [there, here] = [await this.store.localPath(key), path].map((file) => readFileWithDigest(file, Infinity));
    if ((await there)?.digest === (await here)?.digest) return;
    throw new Error(
      'The store holds other files under this version. Published versions never change: take the next number.',
    );
  }
}
