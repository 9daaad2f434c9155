import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discoverVersions } from '../package/discover-versions';
import { isGraphSource } from '../package/graph-source';
import { readManifest } from '../package/read-manifest';
import { readModelFiles } from '../package/read-model-files';
import type { Featurizer } from './featurizer';
import { createWordpieceFeaturizer } from './wordpiece-featurizer';

const MODELS = join(__dirname, '../../../../models');

interface Vector {
  readonly name: string;
  readonly text: string;
  readonly ids: readonly number[];
}

// The file is the recipe's: its shape is taken as written.
const vectors = JSON.parse(readFileSync(join(MODELS, 'abuse-deep/train/vectors.json'), 'utf8')) as readonly Vector[];

describe('the tokenizer of abuse-deep in TypeScript', () => {
  let featurizer: Featurizer;

  beforeAll(async () => {
    const [folder] = (await discoverVersions(MODELS)).get('abuse-deep') ?? [];
    if (!folder) throw new Error('models/abuse-deep holds no version');
    const source = await readManifest(folder);
    const { manifest } = source;
    if (!isGraphSource(source) || !('featurizer' in manifest) || manifest.featurizer.type !== 'wordpiece')
      throw new Error('abuse-deep has no word pieces');
    const { featurizer: tokenizer } = await readModelFiles(source);
    featurizer = createWordpieceFeaturizer(tokenizer, manifest.featurizer.max_tokens);
  });

  it('gives the ids that it gave in Python', () => {
    expect(vectors.length).toBeGreaterThan(50);
    for (const { name, text, ids } of vectors) {
      expect({ name, ids: [...featurizer.featurize(text)] }).toEqual({ name, ids });
    }
  });
});
