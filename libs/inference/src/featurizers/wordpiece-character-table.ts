const BEYOND_ASCII = /[^\0-\x7f]/gu;

/**
 * Replaces characters outside of ASCII by texts within, all in one pass: a tokenizer may have thousands of such rules, for every emoji
 * and look-alike one. Nothing that a rule puts into the text is changed by another, so their order shows only where two are for one
 * character: the first wins.
 */
export class WordpieceCharacterTable {
  private readonly contents = new Map<string, string>();

  /** @param character a code point outside of ASCII; @param content in ASCII */
  add(character: string, content: string): void {
    if (!this.contents.has(character)) this.contents.set(character, content);
  }

  normalize(text: string): string {
    return text.replace(BEYOND_ASCII, (character) => this.contents.get(character) ?? character);
  }
}
