import { Tokenizer } from '@huggingface/tokenizers';
import type { Featurizer } from './featurizer';
import { createWordpieceNormalizer } from './wordpiece-normalizer';
import { parseTokenizerSpec, type TokenizerSpec } from './wordpiece-spec';
import { WordpieceVocabulary } from './wordpiece-vocabulary';

/** Stands for the text in the post-processor's template. */
const TEXT = '\0';

/**
 * Word pieces of a text between the special tokens, the same ids as the Rust `tokenizers` give. The package reads the parts of
 * tokenizer.json; looking pieces up is done here, because there it takes time that is quadratic in the length of a word.
 */
class WordpieceFeaturizer implements Featurizer {
  private readonly normalizer: ReturnType<typeof createWordpieceNormalizer>;
  private readonly tokenizer: Tokenizer;
  private readonly vocabulary: WordpieceVocabulary;
  private readonly before: readonly number[];
  private readonly after: readonly number[];
  private readonly ids: Int32Array;

  constructor(spec: TokenizerSpec, maxTokens: number) {
    const { pre_tokenizer, post_processor, model, specials } = spec;
    this.normalizer = createWordpieceNormalizer(spec.normalizer);
    this.tokenizer = new Tokenizer(
      {
        normalizer: null,
        pre_tokenizer,
        post_processor,
        decoder: null,
        added_tokens: [],
        model: { type: 'WordPiece', vocab: {} },
      },
      {},
    );
    this.vocabulary = new WordpieceVocabulary(model);
    const template = this.tokenizer.post_processor?.post_process([TEXT]).tokens ?? [TEXT];
    const at = template.indexOf(TEXT);
    this.before = idsOf(template.slice(0, at), specials);
    this.after = idsOf(template.slice(at + 1), specials);
    if (maxTokens <= template.length - 1) throw new Error('/featurizer/max_tokens leaves no room for a text');
    this.ids = new Int32Array(maxTokens);
  }

  featurize(text: string): Int32Array {
    const { ids, before, after } = this;
    const last = ids.length - after.length;
    ids.set(before);
    let length = before.length;
    for (const word of this.words(text)) {
      if (length === last) break;
      for (const id of this.vocabulary.split(word)) {
        if (length < last) ids[length++] = id;
      }
    }
    ids.set(after, length);
    return ids.subarray(0, length + after.length);
  }

  private words(text: string): readonly string[] {
    const normalized = this.normalizer.normalize(text);
    return this.tokenizer.pre_tokenizer?.pre_tokenize(normalized) ?? [normalized];
  }
}

function idsOf(tokens: readonly string[], specials: ReadonlyMap<string, number>): number[] {
  return tokens.map((token) => {
    const id = specials.get(token);
    if (id === undefined) throw new Error('tokenizer.json: post_processor names a token that has no id');
    return id;
  });
}

/**
 * Ids of word pieces, special tokens included. A text never becomes a special token, whatever it says.
 * @param tokenizer parsed tokenizer.json of a model version
 * @param maxTokens most ids of a text; what is longer is cut before the special tokens at its end
 * @throws Error that says what of tokenizer.json is wrong, or is not known here.
 */
export function createWordpieceFeaturizer(tokenizer: unknown, maxTokens: number): Featurizer {
  return new WordpieceFeaturizer(parseTokenizerSpec(tokenizer), maxTokens);
}
