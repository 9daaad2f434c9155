/** What of a tokenizer.json is used: https://huggingface.co/docs/tokenizers. */
export interface TokenizerSpec {
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor: unknown;
  readonly model: WordPieceModel;
  /** Ids of the special tokens by their names. */
  readonly specials: ReadonlyMap<string, number>;
}

export interface WordPieceModel {
  readonly pieces: ReadonlyMap<string, number>;
  /** Id of a word that cannot be put together from pieces. */
  readonly unknownId: number;
  /** Begins every piece that does not begin a word. */
  readonly continuation: string;
  /** Longest word in code points; a longer one is unknown. */
  readonly maxWordLength: number;
}

/** @throws Error that says what of tokenizer.json is wrong, or is not known here. */
export function parseTokenizerSpec(value: unknown): TokenizerSpec {
  if (!isRecord(value)) wrong('it must be an object');
  const { normalizer = null, pre_tokenizer = null, post_processor = null } = value;
  const model = parseModel(value.model);
  const specials = new Map([...model.pieces, ...parseAddedTokens(value.added_tokens ?? [])]);
  return { normalizer, pre_tokenizer, post_processor, model, specials };
}

function parseModel(model: unknown): WordPieceModel {
  if (!isRecord(model) || model.type !== 'WordPiece') wrong('model must be of type "WordPiece"');
  const { vocab, unk_token, continuing_subword_prefix: continuation, max_input_chars_per_word: longest } = model;
  const pieces = parseVocabulary(vocab);
  const unknownId = typeof unk_token === 'string' ? pieces.get(unk_token) : undefined;
  if (unknownId === undefined) wrong('model.unk_token must be a piece of model.vocab');
  if (typeof continuation !== 'string') wrong('model.continuing_subword_prefix must be a string');
  if (!isId(longest)) wrong('model.max_input_chars_per_word must be a whole number');
  return { pieces, unknownId, continuation, maxWordLength: longest };
}

function parseVocabulary(vocab: unknown): ReadonlyMap<string, number> {
  const entries = isRecord(vocab) ? Object.entries(vocab) : [];
  const isPiece = (entry: [string, unknown]): entry is [string, number] => isId(entry[1]);
  if (entries.length === 0 || !entries.every(isPiece)) wrong('model.vocab must be an object of pieces and their ids');
  return new Map(entries);
}

/** Texts never become special tokens, whatever their users type; tokens that texts may become belong into the vocabulary. */
function parseAddedTokens(tokens: unknown): [string, number][] {
  if (!Array.isArray(tokens)) wrong('added_tokens must be a list');
  return tokens.map((token: unknown) => {
    if (!isRecord(token) || typeof token.content !== 'string' || !isId(token.id))
      wrong('added_tokens need content and id');
    if (token.special !== true) wrong('added_tokens may only hold special tokens');
    return [token.content, token.id];
  });
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(what: string): never {
  throw new Error(`tokenizer.json does not fit the word-piece featurizer: ${what}`);
}
