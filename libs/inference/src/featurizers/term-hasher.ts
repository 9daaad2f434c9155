import { CodePointTable } from './code-point-table';
import type { TermsSpec } from './terms-spec';

/** The 32-bit FNV prime. */
const MULTIPLIER = 0x01000193;
/** 2^32 / golden ratio, made odd. */
const PAIR = 0x9e3779b1;
const CHARACTER_SEED = 0x811c9dc5;
const WORD_SEED = 0x2545f491;

/** 32-bit hashes of the word and character n-grams of a normalised text, repeated where an n-gram repeats. */
export class TermHasher {
  /** Hashes of the last text: the first `count` hold. */
  readonly hashes: Int32Array;
  count = 0;
  private readonly wordCharacters = new CodePointTable();
  private readonly longest: number;
  /** Bit n - 1 is set when character n-grams of order n are wanted. */
  private readonly characterOrders: number;
  private readonly hasWords: boolean;
  private readonly hasPairs: boolean;

  constructor(spec: Pick<TermsSpec, 'max_length' | 'characters' | 'words' | 'word'>) {
    this.wordCharacters.setAll(spec.word, 1);
    this.longest = Math.max(0, ...spec.characters);
    this.characterOrders = spec.characters.reduce((orders, order) => orders | (1 << (order - 1)), 0);
    this.hasWords = spec.words.includes(1);
    this.hasPairs = spec.words.includes(2);
    this.hashes = new Int32Array((spec.max_length + 2) * (spec.characters.length + spec.words.length) + 1);
  }

  /** @param units code points, the first `length` of them: a space, the text, a space; or none */
  hash(units: Int32Array, length: number): void {
    this.count = 0;
    this.hashCharacters(units, length);
    if (this.hasWords || this.hasPairs) this.hashWords(units, length);
  }

  private hashCharacters(units: Int32Array, length: number): void {
    const { hashes, characterOrders, longest } = this;
    let count = 0;
    for (let start = 0; start < length; start++) {
      const orders = Math.min(longest, length - start);
      let hash = CHARACTER_SEED;
      for (let order = 0; order < orders; order++) {
        hash = (Math.imul(hash, MULTIPLIER) + (units[start + order] ?? 0)) | 0;
        // Written always and kept when wanted: a branch here costs more than the store.
        hashes[count] = hash;
        count += (characterOrders >>> order) & 1;
      }
    }
    this.count = count;
  }

  private hashWords(units: Int32Array, length: number): void {
    let hash = WORD_SEED;
    let isInWord = false;
    let previous: number | null = null;
    for (let at = 0; at < length; at++) {
      const unit = units[at] ?? 0;
      if (this.wordCharacters.get(unit) === 1) {
        hash = (Math.imul(hash, MULTIPLIER) + unit) | 0;
        isInWord = true;
      } else if (isInWord) {
        this.addWord(hash, previous);
        previous = hash;
        hash = WORD_SEED;
        isInWord = false;
      }
    }
  }

  private addWord(hash: number, previous: number | null): void {
    if (this.hasWords) this.hashes[this.count++] = hash;
    if (this.hasPairs && previous !== null) this.hashes[this.count++] = (Math.imul(previous, PAIR) + hash) | 0;
  }
}
