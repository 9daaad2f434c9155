import type { Featurizer } from './featurizer';
import { IdSet } from './id-set';
import { TermHasher } from './term-hasher';
import { parseTermsSpec, type TermsSpec } from './terms-spec';
import { TextNormalizer } from './text-normalizer';

/** Word and character n-grams of the normalised text, hashed: the same ids as models/abuse/train/terms.py gives. */
class TermsFeaturizer implements Featurizer {
  private readonly normalizer: TextNormalizer;
  private readonly hasher: TermHasher;
  private readonly ids: IdSet;

  constructor(spec: TermsSpec) {
    this.normalizer = new TextNormalizer(spec);
    this.hasher = new TermHasher(spec);
    this.ids = new IdSet(spec.bucket_bits);
  }

  featurize(text: string): Int32Array {
    const { normalizer, hasher, ids } = this;
    normalizer.normalize(text);
    hasher.hash(normalizer.units, normalizer.length);
    return ids.collect(hasher.hashes, hasher.count);
  }
}

/**
 * Ids of word and character n-grams, as featurizer.json says.
 * @param spec parsed featurizer.json of a model version
 * @throws Error that names the property of the spec which is wrong.
 */
export function createTermsFeaturizer(spec: unknown): Featurizer {
  return new TermsFeaturizer(parseTermsSpec(spec));
}
