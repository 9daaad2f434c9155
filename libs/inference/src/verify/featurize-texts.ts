import { basename, dirname, resolve } from 'node:path';
import { createTermsFeaturizer } from '../featurizers/terms-featurizer';
import { createWordpieceFeaturizer } from '../featurizers/wordpiece-featurizer';
import { isGraphSource } from '../package/graph-source';
import { readManifest } from '../package/read-manifest';
import { readModelFiles } from '../package/read-model-files';

/**
 * The ids that a version feeds its graph with, one list a text, for comparison with what its recipe computes in Python: word pieces in their
 * order, terms, whose order means nothing, ascending.
 * @param dir `<models folder>/<name>/<version>`
 * @returns null for a version that has no featurizer
 * @throws Error with the reason why the version cannot be read
 */
export async function featurizeTexts(dir: string, texts: readonly string[]): Promise<number[][] | null> {
  const path = resolve(dir);
  const source = await readManifest({ name: basename(dirname(path)), version: basename(path), dir: path });
  if (!isGraphSource(source) || source.manifest.kind !== 'text') return null;
  const { featurizer } = source.manifest;
  if (featurizer.type === 'none') return null;
  const spec = (await readModelFiles(source)).featurizer;
  if (featurizer.type === 'wordpiece') {
    const wordpiece = createWordpieceFeaturizer(spec, featurizer.max_tokens);
    return texts.map((text) => Array.from(wordpiece.featurize(text)));
  }
  const terms = createTermsFeaturizer(spec);
  return texts.map((text) => Array.from(terms.featurize(text)).sort((a, b) => a - b));
}
