import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder beside the models in which a version is made: it becomes visible by one rename, or not at all. */
export class VersionWorkshop {
  private constructor(
    /** A models folder that holds nothing but the new version. */
    readonly modelsDir: string,
    /** Folder of the new version in it. */
    readonly dir: string,
    private readonly target: string,
  ) {}

  /**
   * @param force whether a version that is there already may be replaced
   * @throws Error when it is there and may not
   */
  static async open(modelsDir: string, name: string, version: string, force: boolean): Promise<VersionWorkshop> {
    const target = join(modelsDir, name, version);
    if (!force && (await exists(target))) {
      throw new Error(
        'The models folder has this version already: choose another by --version, or replace it by --force.',
      );
    }
    await mkdir(modelsDir, { recursive: true });
    // No model has a name that starts with a dot, so nobody loads what is made here.
    const workshop = await mkdtemp(join(modelsDir, '.adding-'));
    const dir = join(workshop, name, version);
    await mkdir(dir, { recursive: true });
    return new VersionWorkshop(workshop, dir, target);
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) await writeFile(join(this.dir, name), content);
  }

  /** Puts the version in its place. @returns its path */
  async publish(): Promise<string> {
    await mkdir(join(this.target, '..'), { recursive: true });
    if (await exists(this.target)) await rename(this.target, join(this.modelsDir, 'replaced'));
    await rename(this.dir, this.target);
    return this.target;
  }

  /** Removes what was not published. */
  async close(): Promise<void> {
    await rm(this.modelsDir, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
