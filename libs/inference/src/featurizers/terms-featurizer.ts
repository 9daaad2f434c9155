import { CodePointTable } from './code-point-table';
import type { Featurizer } from './featurizer';
import { IdSet } from './id-set';
import { parseTermsSpec, type TermsSpec } from './terms-spec';
import { TextNormalizer } from './text-normalizer';

/** The 32-bit FNV prime. */
const MULTIPLIER = 0x01000193;
/** 2^32 / golden ratio, made odd. */
const PAIR = 0x9e3779b1;
const CHARACTER_SEED = 0x811c9dc5;
const WORD_SEED = 0x2545f491;

/** Word and character n-grams of the normalised text, hashed: the same ids as models/abuse/train/terms.py gives. */
class TermsFeaturizer implements Featurizer {
  private readonly normalizer: TextNormalizer;
  private readonly wordCharacters = new CodePointTable();
  private readonly ids: IdSet;
  private readonly longest: number;
  /** Bit n is set when n-grams of order n are wanted. */
  private readonly characterOrders: number;
  private readonly hasWords: boolean;
  private readonly hasPairs: boolean;

  constructor(spec: TermsSpec) {
    this.normalizer = new TextNormalizer(spec);
    this.wordCharacters.setAll(spec.word, 1);
    this.ids = new IdSet(spec.bucket_bits);
    this.longest = Math.max(0, ...spec.characters);
    this.characterOrders = spec.characters.reduce((orders, order) => orders | (1 << order), 0);
    this.hasWords = spec.words.includes(1);
    this.hasPairs = spec.words.includes(2);
  }

  featurize(text: string): Int32Array {
    this.normalizer.normalize(text);
    this.ids.clear();
    this.addCharacters(this.normalizer.units, this.normalizer.length);
    if (this.hasWords || this.hasPairs) this.addWords(this.normalizer.units, this.normalizer.length);
    return this.ids.view();
  }

  private addCharacters(units: Int32Array, length: number): void {
    const { ids, characterOrders, longest } = this;
    for (let start = 0; start < length; start++) {
      const orders = Math.min(longest, length - start);
      let hash = CHARACTER_SEED;
      for (let order = 1; order <= orders; order++) {
        hash = (Math.imul(hash, MULTIPLIER) + (units[start + order - 1] ?? 0)) | 0;
        if ((characterOrders >>> order) & 1) ids.add(hash);
      }
    }
  }

  private addWords(units: Int32Array, length: number): void {
    let hash = WORD_SEED;
    let previous: number | null = null;
    for (let at = 0; at < length; at++) {
      const unit = units[at] ?? 0;
      if (this.wordCharacters.get(unit) === 1) {
        hash = (Math.imul(hash, MULTIPLIER) + unit) | 0;
      } else if (at > 0 && this.wordCharacters.get(units[at - 1] ?? 0) === 1) {
        this.addWord(hash, previous);
        previous = hash;
        hash = WORD_SEED;
      }
    }
  }

  private addWord(hash: number, previous: number | null): void {
    if (this.hasWords) this.ids.add(hash);
    if (this.hasPairs && previous !== null) this.ids.add((Math.imul(previous, PAIR) + hash) | 0);
  }
}

/**
 * @param spec parsed featurizer.json of a model version
 * @throws Error that names the property of the spec which is wrong.
 */
export function createTermsFeaturizer(spec: unknown): Featurizer {
  return new TermsFeaturizer(parseTermsSpec(spec));
}
