import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@sluice/storage';
import { discoverVersions } from './discover-versions';
import { PublishedVersions, type PublishedVersion } from './published-versions';

/** Folders on their way in or out. discoverVersions takes none of them for a model. */
const SCRATCH = '.mirror-';

/** A models folder of this machine that holds what is published in the object store. Several processes may keep the same one. */
export class ModelMirror {
  private readonly published: PublishedVersions;
  private isBehind = false;

  /** @param dir absolute path; made when it is not there */
  constructor(
    store: ObjectStore,
    readonly dir: string,
  ) {
    this.published = new PublishedVersions(store);
  }

  /** Whether the last `refresh` found all that is published. */
  get isCurrent(): boolean {
    return !this.isBehind;
  }

  /**
   * Brings the folder up to the store. A version appears in one step, with all its files.
   * @throws what the store does; then the folder holds what it did, or some of the new versions
   */
  async refresh(): Promise<void> {
    this.isBehind = true;
    await mkdir(this.dir, { recursive: true });
    const published = await this.published.list();
    const here = await discoverVersions(this.dir);
    const wanted = new Set(published.map(pathOf));
    for (const one of published) {
      if (!here.get(one.name)?.some(({ version }) => version === one.version)) await this.add(one);
    }
    this.isBehind = false;
    // A store without any is more likely one that is not mounted.
    if (published.length === 0) return;
    for (const { name, version } of [...here.values()].flat()) {
      if (!wanted.has(pathOf({ name, version }))) await this.remove({ name, version });
    }
  }

  private async add(one: PublishedVersion): Promise<void> {
    const scratch = this.scratchPath();
    try {
      await this.published.fetch(one, scratch);
      await mkdir(join(this.dir, one.name), { recursive: true });
      await rename(scratch, join(this.dir, pathOf(one)));
    } catch (error) {
      await rm(scratch, { recursive: true, force: true });
      // Another process on this folder was faster: what it put there is the same.
      if (!(await this.has(one))) throw error;
    }
  }

  /** Out of sight in one step as well. */
  private async remove(one: PublishedVersion): Promise<void> {
    const scratch = this.scratchPath();
    // Gone already when another process was faster.
    await rename(join(this.dir, pathOf(one)), scratch).catch(() => undefined);
    await rm(scratch, { recursive: true, force: true });
  }

  private async has({ name, version }: PublishedVersion): Promise<boolean> {
    const names = await readdir(join(this.dir, name)).catch((): string[] => []);
    return names.includes(version);
  }

  private scratchPath(): string {
    return join(this.dir, `${SCRATCH}${randomBytes(8).toString('hex')}`);
  }
}

function pathOf({ name, version }: PublishedVersion): string {
  return `${name}/${version}`;
}
