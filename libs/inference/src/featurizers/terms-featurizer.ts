import type { Featurizer } from './featurizer';
import { IdSet } from './id-set';
import { TermHasher } from './term-hasher';
import { parseTermsSpec, type TermsSpec } from './terms-spec';
import { TermsUnmasker } from './terms-unmasker';
import { TextNormalizer } from './text-normalizer';

/** Word and character n-grams of the normalised text, hashed: the same ids as models/abuse/train/terms.py gives. */
class TermsFeaturizer implements Featurizer {
  private readonly normalizer: TextNormalizer;
  private readonly unmasker: TermsUnmasker | undefined;
  private readonly hasher: TermHasher;
  private readonly ids: IdSet;

  constructor(spec: TermsSpec) {
    this.normalizer = new TextNormalizer(spec);
    this.unmasker = spec.unmask && new TermsUnmasker(spec.unmask);
    this.hasher = new TermHasher(spec);
    this.ids = new IdSet(spec.bucket_bits);
  }

  featurize(text: string): Int32Array {
    const { normalizer, unmasker, hasher, ids } = this;
    normalizer.normalize(text);
    const { units, length } = normalizer;
    hasher.hash(units, unmasker ? unmasker.unmask(units, length) : length);
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
