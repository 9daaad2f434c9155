import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GoldenRows, ModelManifest } from '@sluice/contracts';
import { featurizeTexts } from '@sluice/inference';
import { SeededRandom } from '../../examples/rows/seeded-random';
import { textOfLength } from '../../examples/rows/texts';

/** Length of a usual chat message, in characters. */
const TEXT_LENGTH = 130;
const TOKENS = 64;
const TEXTS = 20_000;
const TOKEN_TEXTS = 320;
const INSTANCES = 50_000;
/** How many different texts of TOKENS tokens there are: each is found by trying. */
const DISTINCT = 32;

/** Made-up rows for a tight loop over one model. @param dir folder of its version */
export async function modelSamples(manifest: ModelManifest, dir: string, seed: number): Promise<readonly unknown[]> {
  const random = new SeededRandom(seed);
  if (manifest.kind === 'tabular') return instances(dir);
  const isDeep = 'featurizer' in manifest && manifest.featurizer.type === 'wordpiece';
  if (isDeep) return textsOfTokens(random, dir);
  return Array.from({ length: TEXTS }, () => textOfLength(random, TEXT_LENGTH, random.next() < 0.5));
}

/** The golden rows, over and over: they are made up, and hold what is rare as well. */
async function instances(dir: string): Promise<unknown[]> {
  // Digests guard the file: its shape is taken as written.
  const { rows } = JSON.parse(await readFile(join(dir, 'golden.json'), 'utf8')) as GoldenRows;
  const own = rows.flatMap((row) => ('instance' in row ? [row.instance] : []));
  return Array.from({ length: INSTANCES }, (_, i) => own[i % own.length]);
}

/** Texts of up to 64 tokens, special ones included, as near to that as whole words come. */
async function textsOfTokens(random: SeededRandom, dir: string): Promise<string[]> {
  const texts: string[] = [];
  for (let i = 0; i < DISTINCT; i++) {
    const words = textOfLength(random, TOKENS * 8, random.next() < 0.5).split(' ');
    const openings = words.map((_, last) => words.slice(0, last + 1).join(' '));
    const ids = (await featurizeTexts(dir, openings)) ?? [];
    const most = ids.filter(({ length }) => length <= TOKENS).length;
    texts.push(openings[Math.max(0, most - 1)] ?? '');
  }
  return Array.from({ length: TOKEN_TEXTS }, (_, i) => texts[i % texts.length] ?? '');
}
