/** A `Replace` step of a tokenizer.json. What is put into the text is taken as it stands. */
export interface ReplaceRule {
  /** A text, or the source of a regular expression of Oniguruma. */
  readonly find: string;
  readonly isPattern: boolean;
  readonly content: string;
}

/** undefined when the step is another one, or has another shape. */
export function parseReplaceRule(config: Readonly<Record<string, unknown>>): ReplaceRule | undefined {
  const { type, pattern, content } = config;
  if (type !== 'Replace' || typeof pattern !== 'object' || pattern === null || typeof content !== 'string')
    return undefined;
  if ('String' in pattern && typeof pattern.String === 'string' && pattern.String !== '')
    return { find: pattern.String, isPattern: false, content };
  if ('Regex' in pattern && typeof pattern.Regex === 'string') return { find: pattern.Regex, isPattern: true, content };
  return undefined;
}
