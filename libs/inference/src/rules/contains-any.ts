/** Tells whether a text holds one of some phrases as whole words: compared in NFKC and lower case, any white space as one space. */
export function containsAny(phrases: readonly string[]): (text: string) => boolean {
  const words = phrases.map((phrase) => escaped(normalised(phrase)));
  // Literals behind fixed edges: no nesting, so no text can make it slow.
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  return (text) => pattern.test(normalised(text));
}

function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
