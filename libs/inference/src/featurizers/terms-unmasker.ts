import type { UnmaskSpec } from './terms-spec';

const LETTER = 1;
const SIGN = 2;
const SEPARATOR = 4;
const DIGIT = 8;
const CLASSES = 128;

// Classes of the last code points, four bits each, that make a text worth a second look.
const SIGN_OR_LETTER = 0x33;
const LETTER_THEN_SIGN = 0x12;
const SIGN_THEN_LETTER = 0x21;
const FIVE = 0xfffff;
const LETTERS_APART = 0x14141;

// What a look at a text finds.
const SIGNS = 1;
const SPELLING = 2;

const AT = 0x40;
const EXCLAMATION_MARK = 0x21;
const SMALL_S = 0x73;
const LONGEST_SIGNS = 2;
const LEAST_APART = 2;
const LEAST_REPEATED = 3;

/**
 * Undoes what people do to a word so that it is read by eye only: `1d10t`, `i d i o t`, `idiooot` become `idiot`.
 * The same as `Unmasking` in models/abuse/train/terms.py; the rules stand in the README beside it.
 */
export class TermsUnmasker {
  private readonly classes = new Uint8Array(CLASSES);
  /** The letter that a sign stands for, by code point. */
  private readonly letters = new Uint8Array(CLASSES);
  /** 1 for letters of which a run becomes two, by code point. */
  private readonly doubled = new Uint8Array(CLASSES);

  constructor(spec: UnmaskSpec) {
    this.mark('abcdefghijklmnopqrstuvwxyz', LETTER);
    this.mark('0123456789', DIGIT);
    this.mark(spec.separators, SEPARATOR);
    for (const [sign, letter] of Object.entries(spec.leet)) {
      this.mark(sign, SIGN);
      this.letters[sign.charCodeAt(0)] = letter.charCodeAt(0);
    }
    for (const letter of spec.doubled) this.doubled[letter.charCodeAt(0)] = 1;
  }

  /**
   * Rewrites `units` in place.
   * @param units a space, the folded text, a space: the first `length` hold
   * @returns the new length, at most `length`
   */
  unmask(units: Int32Array, length: number): number {
    const suspicions = this.suspicionsOf(units, length);
    if (suspicions === 0) return length;
    // What an earlier text left behind the end is not to be read.
    units[length] = 0;
    const isRewritten = (suspicions & SIGNS) !== 0 && this.readSigns(units, length);
    // Most signs are only the exclamation mark of a sentence.
    if (!isRewritten && (suspicions & SPELLING) === 0) return length;
    return this.shortenRuns(units, this.joinLetters(units, length));
  }

  /** One cheap look, as most texts hide nothing: at a sign beside a letter, at letters apart or a letter three times. */
  private suspicionsOf(units: Int32Array, length: number): number {
    let suspicions = 0;
    let history = 0;
    let before = 0;
    let last = 0;
    for (let at = 0; at < length; at++) {
      const unit = units[at] ?? 0;
      const kind = this.classOf(unit);
      history = (history << 4) | kind;
      const pair = history & SIGN_OR_LETTER;
      if (pair === LETTER_THEN_SIGN || pair === SIGN_THEN_LETTER) suspicions |= SIGNS;
      if ((history & FIVE) === LETTERS_APART || (unit === last && unit === before && kind === LETTER))
        suspicions |= SPELLING;
      before = last;
      last = unit;
    }
    return suspicions;
  }

  /** @returns whether a sign stood for a letter */
  private readSigns(units: Int32Array, length: number): boolean {
    let isRewritten = false;
    let at = 0;
    while (at < length) {
      const start = at;
      while (at < length && this.isA(units[at], SIGN)) at++;
      if (at === start) at++;
      else if (at - start <= LONGEST_SIGNS && this.standForLetters(units, start, at)) {
        this.replaceSigns(units, start, at);
        isRewritten = true;
      }
    }
    return isRewritten;
  }

  /** Beside a letter; an exclamation mark only between two; the @ of a mention does not, that of `@ss` does. */
  private standForLetters(units: Int32Array, start: number, end: number): boolean {
    const isAfterLetter = this.isA(units[start - 1], LETTER);
    const isBeforeLetter = this.isA(units[end], LETTER);
    if (!isAfterLetter && !isBeforeLetter) return false;
    if (
      !(isAfterLetter && isBeforeLetter) &&
      (units[start] === EXCLAMATION_MARK || units[end - 1] === EXCLAMATION_MARK)
    )
      return false;
    const isMention = units[start] === AT && !isAfterLetter;
    return !isMention || (units[start + 1] === SMALL_S && units[start + 2] === SMALL_S);
  }

  private replaceSigns(units: Int32Array, start: number, end: number): void {
    for (let at = start; at < end; at++) units[at] = this.letters[units[at] ?? 0] ?? 0;
  }

  private joinLetters(units: Int32Array, length: number): number {
    let to = 0;
    let at = 0;
    while (at < length) {
      // What is rarest first: a letter apart has a separator behind it, and is no end of a word.
      const mayStart = this.isA(units[at + 1], SEPARATOR) && !this.isA(units[at - 1], LETTER | DIGIT);
      const apart = mayStart ? this.lettersApart(units, at) : 0;
      if (apart >= LEAST_APART) {
        for (let letter = 0; letter <= apart; letter++) units[to++] = units[at + 2 * letter] ?? 0;
        at += 2 * apart + 1;
      } else {
        units[to++] = units[at++] ?? 0;
      }
    }
    return to;
  }

  /** How many times a separator and one letter follow the letter at `start`, where the last is no start of a word. */
  private lettersApart(units: Int32Array, start: number): number {
    if (!this.isA(units[start], LETTER)) return 0;
    let end = start + 1;
    while (this.isA(units[end], SEPARATOR) && this.isA(units[end + 1], LETTER)) end += 2;
    const apart = (end - start - 1) / 2;
    return this.isA(units[end], LETTER | DIGIT) ? apart - 1 : apart;
  }

  private shortenRuns(units: Int32Array, length: number): number {
    let to = 0;
    let at = 0;
    while (at < length) {
      const unit = units[at] ?? 0;
      const start = at;
      while (at < length && units[at] === unit) at++;
      const kept = this.keptOf(unit, at - start);
      for (let copy = 0; copy < kept; copy++) units[to++] = unit;
    }
    return to;
  }

  private keptOf(unit: number, run: number): number {
    if (run < LEAST_REPEATED || !this.isA(unit, LETTER)) return run;
    return this.doubled[unit] === 1 ? 2 : 1;
  }

  private isA(unit: number | undefined, kinds: number): boolean {
    return unit !== undefined && (this.classOf(unit) & kinds) !== 0;
  }

  private classOf(unit: number): number {
    return unit < CLASSES ? (this.classes[unit] ?? 0) : 0;
  }

  private mark(characters: string, kind: number): void {
    for (const character of characters) {
      const unit = character.charCodeAt(0);
      this.classes[unit] = (this.classes[unit] ?? 0) | kind;
    }
  }
}
