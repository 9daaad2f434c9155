type CodePointRange = readonly [first: number, last: number];

/** How disguised words are read, see TermsUnmasker. */
export interface UnmaskSpec {
  /** An ASCII sign to the small letter that it stands for. */
  readonly leet: Readonly<Record<string, string>>;
  /** ASCII signs that people put between the letters of a word; none of `leet`. */
  readonly separators: string;
  /** Small letters of which a run of three or more becomes two; of any other it becomes one. */
  readonly doubled: string;
}

/** featurizer.json of a `terms` featurizer. models/abuse/train/README.md is its specification. */
export interface TermsSpec {
  /** Most code points of a normalised text: what follows is not read. */
  readonly max_length: number;
  /** Ids lie in [1, 2 ** bucket_bits]. */
  readonly bucket_bits: number;
  /** Orders of the character n-grams, in code points. */
  readonly characters: readonly number[];
  /** Orders of the word n-grams. */
  readonly words: readonly number[];
  /** Code points that normalising drops. */
  readonly removed: readonly CodePointRange[];
  /** Code points that words are made of. */
  readonly word: readonly CodePointRange[];
  /** A code point in hex to the text that replaces it. */
  readonly map: Readonly<Record<string, string>>;
  /** Absent: words are taken as they are written. */
  readonly unmask?: UnmaskSpec;
}

const LAST_CODE_POINT = 0x10ffff;
const SMALL_LETTERS = /^[a-z]*$/;
/** Space to tilde, no letters or digits. */
const SIGNS = /^[ -/:-@[-`{-~]*$/;
const LEET_SIGN = /^[!-@[-`{-~]$/;

/** @throws Error that names the property which is wrong. */
export function parseTermsSpec(value: unknown): TermsSpec {
  if (!isRecord(value) || value.type !== 'terms') throw new Error('featurizer.json must be an object of type "terms"');
  return {
    max_length: integer(value, 'max_length', 1, 1_000_000),
    bucket_bits: integer(value, 'bucket_bits', 8, 24),
    characters: orders(value, 'characters', 8),
    words: orders(value, 'words', 2),
    removed: ranges(value, 'removed'),
    word: ranges(value, 'word'),
    map: replacements(value.map),
    ...(value.unmask === undefined ? {} : { unmask: unmasking(value.unmask) }),
  };
}

function integer(spec: Record<string, unknown>, name: string, least: number, most: number): number {
  const value = spec[name];
  if (!isIntegerIn(value, least, most)) wrong(name, `an integer from ${least} to ${most}`);
  return value;
}

function orders(spec: Record<string, unknown>, name: string, most: number): readonly number[] {
  const value = spec[name];
  const isOrder = (order: unknown): order is number => isIntegerIn(order, 1, most);
  if (!Array.isArray(value) || !value.every(isOrder)) wrong(name, `a list of integers from 1 to ${most}`);
  return value;
}

function ranges(spec: Record<string, unknown>, name: string): readonly CodePointRange[] {
  const value = spec[name];
  if (!Array.isArray(value) || !value.every(isRange)) wrong(name, 'a list of [first, last] code points');
  return value;
}

function isRange(value: unknown): value is CodePointRange {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const first: unknown = value[0];
  return isIntegerIn(first, 0, LAST_CODE_POINT) && isIntegerIn(value[1], first, LAST_CODE_POINT);
}

function replacements(value: unknown): Readonly<Record<string, string>> {
  if (!isReplacements(value)) wrong('map', 'an object from code points in hex to texts');
  return value;
}

function isReplacements(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.entries(value).every(([code, text]) => isHex(code) && isText(text));
}

function isHex(code: string): boolean {
  return /^[0-9a-f]{1,6}$/.test(code) && parseInt(code, 16) <= LAST_CODE_POINT;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function unmasking(value: unknown): UnmaskSpec {
  if (!isRecord(value)) wrong('unmask', 'an object');
  const { leet, separators, doubled } = value;
  if (!isLeet(leet)) wrong('unmask.leet', 'an object from ASCII signs to small letters');
  if (!isTextOf(separators, SIGNS) || Object.keys(leet).some((sign) => separators.includes(sign)))
    wrong('unmask.separators', 'a text of ASCII signs that are not in leet');
  if (!isTextOf(doubled, SMALL_LETTERS)) wrong('unmask.doubled', 'a text of small letters');
  return { leet, separators, doubled };
}

function isLeet(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.entries(value).every(([sign, to]) => LEET_SIGN.test(sign) && isSmallLetter(to));
}

function isSmallLetter(value: unknown): boolean {
  return isTextOf(value, SMALL_LETTERS) && value.length === 1;
}

function isTextOf(value: unknown, characters: RegExp): value is string {
  return typeof value === 'string' && characters.test(value);
}

function isIntegerIn(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(name: string, expected: string): never {
  throw new Error(`featurizer.json: ${name} must be ${expected}`);
}
