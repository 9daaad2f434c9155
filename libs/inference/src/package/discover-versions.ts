import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions, isVersion } from './semantic-version';

const MODEL_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** A folder `<modelsDir>/<name>/<version>` that holds a manifest.json. */
export interface VersionFolder {
  readonly name: string;
  readonly version: string;
  /** Absolute path. */
  readonly dir: string;
}

/** All version folders by model name, newest first. Folders whose names are no model names or versions (`train`) are not models. */
export async function discoverVersions(modelsDir: string): Promise<ReadonlyMap<string, readonly VersionFolder[]>> {
  const found = new Map<string, readonly VersionFolder[]>();
  for (const name of (await foldersOf(modelsDir)).filter((folder) => MODEL_NAME.test(folder)).sort()) {
    const versions = await versionsOf(join(modelsDir, name), name);
    if (versions.length > 0) found.set(name, versions);
  }
  return found;
}

async function versionsOf(modelDir: string, name: string): Promise<VersionFolder[]> {
  const versions = (await foldersOf(modelDir)).filter(isVersion).sort((a, b) => compareVersions(b, a));
  const folders = versions.map((version) => ({ name, version, dir: join(modelDir, version) }));
  const complete = await Promise.all(folders.map(({ dir }) => isFile(join(dir, 'manifest.json'))));
  return folders.filter((_, index) => complete[index]);
}

async function foldersOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  // stat follows links: a version may be one, into a shared volume.
  const folders = await Promise.all(entries.map(({ name }) => isFolder(join(dir, name))));
  return entries.filter((_, index) => folders[index]).map(({ name }) => name);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}
