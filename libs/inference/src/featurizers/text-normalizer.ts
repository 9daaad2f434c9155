import { CodePointTable } from './code-point-table';
import type { TermsSpec } from './terms-spec';

const SPACE = 0x20;
const REPLACEMENT_CHARACTER = 0xfffd;
const REMOVED = -1;
/** Table values from here down are sequences: -2 the first, -3 the second. */
const FIRST_SEQUENCE = -2;

// Hangul syllables are split into jamo by arithmetic (Unicode Standard, section 3.12).
const HANGUL = {
  first: 0xac00,
  last: 0xd7a3,
  lead: 0x1100,
  vowel: 0x1161,
  tail: 0x11a7,
  vowels: 21,
  tails: 28,
} as const;

/** Folds a text into code points by the tables of its spec alone: the Unicode version of the runtime plays no part. */
export class TextNormalizer {
  /** Code points of the last text: a space, the folded text, a space. */
  readonly units: Int32Array;
  /** How many `units` the last text has; 0 when nothing of it was left. */
  length = 0;
  private readonly folds = new CodePointTable();
  private readonly sequences: Int32Array[] = [];

  constructor(private readonly spec: Pick<TermsSpec, 'max_length' | 'removed' | 'map'>) {
    this.units = new Int32Array(spec.max_length + 2);
    this.folds.setAll(spec.removed, REMOVED);
    for (const [code, text] of Object.entries(spec.map)) this.folds.set(parseInt(code, 16), this.foldTo(text));
  }

  normalize(text: string): void {
    this.length = 0;
    this.append(SPACE);
    for (let i = 0; i < text.length && this.length <= this.spec.max_length; i++) {
      const unit = text.charCodeAt(i);
      if ((unit & 0xf800) !== 0xd800) {
        this.fold(unit);
      } else if (this.foldPair(text, i)) {
        i++;
      }
    }
    this.close();
  }

  /** Ends in one space; the first of `units` is a space as well, so an empty text holds it alone. */
  private close(): void {
    if (this.length === 1) this.length = 0;
    else if (this.units[this.length - 1] !== SPACE) this.units[this.length++] = SPACE;
  }

  /** @returns whether a surrogate pair was read; a lone surrogate counts as U+FFFD. */
  private foldPair(text: string, at: number): boolean {
    const codePoint = text.codePointAt(at) ?? 0;
    this.fold(codePoint > 0xffff ? codePoint : REPLACEMENT_CHARACTER);
    return codePoint > 0xffff;
  }

  private fold(codePoint: number): void {
    const to = this.folds.get(codePoint);
    if (to > 0) this.append(to);
    else if (to === 0) this.appendUnchanged(codePoint);
    else if (to <= FIRST_SEQUENCE) this.appendSequence(FIRST_SEQUENCE - to);
  }

  private appendSequence(index: number): void {
    for (const unit of this.sequences[index] ?? []) this.append(unit);
  }

  private appendUnchanged(codePoint: number): void {
    if (codePoint < HANGUL.first || codePoint > HANGUL.last) {
      this.append(codePoint);
      return;
    }
    const syllable = codePoint - HANGUL.first;
    const tail = syllable % HANGUL.tails;
    this.append(HANGUL.lead + Math.floor(syllable / (HANGUL.vowels * HANGUL.tails)));
    this.append(HANGUL.vowel + (Math.floor(syllable / HANGUL.tails) % HANGUL.vowels));
    if (tail > 0) this.append(HANGUL.tail + tail);
  }

  /** Collapses runs of spaces and stops at the longest length. */
  private append(unit: number): void {
    const at = this.length;
    if (at > this.spec.max_length || (unit === SPACE && at > 0 && this.units[at - 1] === SPACE)) return;
    this.units[at] = unit;
    this.length = at + 1;
  }

  private foldTo(text: string): number {
    const codePoints = Int32Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const [only] = codePoints;
    if (codePoints.length === 1 && only !== undefined && only > 0) return only;
    this.sequences.push(codePoints);
    return FIRST_SEQUENCE - (this.sequences.length - 1);
  }
}
