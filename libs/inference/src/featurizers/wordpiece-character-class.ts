/** Characters outside of ASCII and ranges between them, with nothing that a regular expression would read otherwise. */
const PLAIN_CLASS = /^\[((?:[^\0-\x7f](?:-[^\0-\x7f])?)+)\]$/u;
const MEMBERS = /(.)(?:-(.))?/gsu;
/** A longer class is no list of characters. */
const MOST_CHARACTERS = 4096;

/** The characters of a regular expression that is only a class of some outside of ASCII, such as `[аɑα]`; undefined for any other. */
export function charactersOfClass(pattern: string): readonly string[] | undefined {
  const [, members] = PLAIN_CLASS.exec(pattern) ?? [];
  if (members === undefined) return undefined;
  const ranges = Array.from(members.matchAll(MEMBERS), ([, first = '', last = first]) => rangeOf(first, last));
  const count = ranges.reduce((sum, { size }) => sum + size, 0);
  return count > MOST_CHARACTERS ? undefined : ranges.flatMap(charactersOf);
}

interface Range {
  readonly first: number;
  readonly size: number;
}

function rangeOf(firstCharacter: string, lastCharacter: string): Range {
  const first = firstCharacter.codePointAt(0) ?? 0;
  return { first, size: Math.max(0, (lastCharacter.codePointAt(0) ?? 0) - first + 1) };
}

function charactersOf({ first, size }: Range): string[] {
  return Array.from({ length: size }, (_, offset) => String.fromCodePoint(first + offset));
}
