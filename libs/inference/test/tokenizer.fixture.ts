/** What a test wants different from a small BERT tokenizer. */
export interface TokenizerOptions {
  readonly pieces?: readonly string[];
  /** Steps before the BertNormalizer. */
  readonly rules?: readonly unknown[];
  readonly change?: Readonly<Record<string, unknown>>;
  readonly changeModel?: Readonly<Record<string, unknown>>;
}

/** Ids of the special tokens that every tokenizer of `aTokenizer` has. */
export const SPECIAL = { pad: 0, unknown: 1, first: 2, last: 3 } as const;
const SPECIAL_TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];

/** A parsed tokenizer.json whose piece i has the id 4 + i, and that has every letter and digit as a piece after these. */
export function aTokenizer({ pieces = [], rules = [], change = {}, changeModel = {} }: TokenizerOptions = {}): unknown {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');
  const all = new Set([...SPECIAL_TOKENS, ...pieces, ...letters, ...letters.map((letter) => `##${letter}`)]);
  const bert = {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  };
  return {
    version: '1.0',
    added_tokens: SPECIAL_TOKENS.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'Sequence', normalizers: [...rules, bert] },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
    },
    decoder: null,
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(Array.from(all, (piece, id) => [piece, id])),
      ...changeModel,
    },
    ...change,
  };
}

function special(id: string): unknown {
  return { SpecialToken: { id, type_id: 0 } };
}
