import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '@sluice/contracts';
import { discoverVersions, readManifest, type VersionFolder } from '@sluice/inference';
import { cardSection, cardSummary } from './card-sections';

/** What docs/models.md says of one model: of its newest version. */
export interface ModelPage {
  readonly manifest: ModelManifest;
  /** Versions that are there besides, newest first. */
  readonly olderVersions: readonly string[];
  /** Of the files that the code reads. */
  readonly bytes: number;
  /** Parts of the card; empty where it lacks them. */
  readonly summary: string;
  readonly quality: string;
  readonly failures: string;
}

/** One page for each model, by name. @throws Error that names the version which cannot be read */
export async function readModelPages(modelsDir: string): Promise<ModelPage[]> {
  const families = await discoverVersions(modelsDir);
  return Promise.all(Array.from(families.values(), ([newest, ...older]) => readPage(newest, older)));
}

async function readPage(folder: VersionFolder | undefined, older: readonly VersionFolder[]): Promise<ModelPage> {
  if (folder === undefined) throw new Error('a model without versions was found');
  const { manifest } = await readManifest(folder);
  const card = await readFile(join(folder.dir, 'card.md'), 'utf8').catch((error: unknown) => {
    throw new Error(`${folder.name} ${folder.version} has no card.md.`, { cause: error });
  });
  const sizes = await Promise.all(
    Object.keys(manifest.files).map(async (name) => (await stat(join(folder.dir, name))).size),
  );
  return {
    manifest,
    olderVersions: older.map(({ version }) => version),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    summary: cardSummary(card),
    quality: cardSection(card, 'Quality'),
    failures: cardSection(card, 'Known failures'),
  };
}
