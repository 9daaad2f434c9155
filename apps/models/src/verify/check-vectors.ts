import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { featurizeTexts, type VersionFolder } from '@sluice/inference';

/** A text and the ids that the recipe computes of it in Python. */
interface Vector {
  readonly text: string;
  readonly ids: readonly number[];
}

/**
 * Compares the featurizer of a version with its recipe: `train/vectors-<version>.json`, or for the newest version `train/vectors.json`.
 * @returns how many texts were compared: 0 when the recipe has none, or the model has no featurizer
 * @throws Error that names the first text whose ids differ
 */
export async function checkVectors({ dir, version }: VersionFolder, isNewest: boolean): Promise<number> {
  const train = join(dirname(dir), 'train');
  const vectors =
    (await readVectors(join(train, `vectors-${version}.json`))) ??
    (isNewest ? await readVectors(join(train, 'vectors.json')) : null);
  if (vectors === null) return 0;
  const texts = vectors.map(({ text }) => text);
  const found = await featurizeTexts(dir, texts);
  if (found === null) return 0;
  const off = vectors.findIndex(({ ids }, row) => JSON.stringify(ids) !== JSON.stringify(found[row]));
  if (off >= 0) throw new Error(`the ids of vector ${off + 1} differ from those that the recipe computes in Python`);
  return vectors.length;
}

async function readVectors(path: string): Promise<readonly Vector[] | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const value: unknown = JSON.parse(text);
  const rows = Array.isArray(value) ? value : isRecord(value) ? value['rows'] : undefined;
  if (Array.isArray(rows) && rows.every(isVector)) return rows;
  throw new Error('the vectors of its recipe are not a list of {"text", "ids"}');
}

function isVector(value: unknown): value is Vector {
  return isRecord(value) && typeof value['text'] === 'string' && Array.isArray(value['ids']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
