import { ABUSIVE, FRIENDLY, SLOTS } from './phrases';
import type { SeededRandom } from './seeded-random';

/** Log-normal lengths as in chats: median 97 characters, mean 130, a few beyond 700. */
const MEDIAN_LENGTH = 97;
const SPREAD = 0.78;
const SHORTEST = 8;
const LONGEST = 4_000;

/** A text of a length that people write, friendly or abusive. */
export function chatText(random: SeededRandom, abusive: boolean): string {
  const length = Math.round(MEDIAN_LENGTH * Math.exp(SPREAD * random.normal()));
  return textOfLength(random, Math.min(LONGEST, Math.max(SHORTEST, length)), abusive);
}

/** A text of exactly `length` characters; an abusive one opens with abuse and goes on mixed. */
export function textOfLength(random: SeededRandom, length: number, abusive = false): string {
  let text = clause(random, abusive ? ABUSIVE : FRIENDLY);
  while (text.length < length) {
    const next = clause(random, abusive && random.next() < 0.5 ? ABUSIVE : FRIENDLY);
    text += /[?!]$/.test(text) ? ` ${next}` : `. ${next}`;
  }
  // A text must not end in white space, or its length would change where ends are trimmed.
  return text.slice(0, length).replace(/\s$/, '.');
}

function clause(random: SeededRandom, clauses: readonly string[]): string {
  return random.pick(clauses).replaceAll(/\{(\w+)\}/g, (_, slot: string) => {
    const words = SLOTS[slot];
    return words === undefined ? String(10_000 + random.below(90_000)) : random.pick(words);
  });
}
