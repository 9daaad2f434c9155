/** What is used of the package. Its own types come to nothing here: they import one another without file extensions. */
declare module '@huggingface/tokenizers' {
  interface Normalizer {
    normalize(text: string): string;
  }

  export class SequenceNormalizer implements Normalizer {
    /** @throws Error on a type that the package does not know, SyntaxError on a pattern that it cannot translate. */
    constructor(config: { readonly type: 'Sequence'; readonly normalizers: readonly unknown[] });
    normalize(text: string): string;
  }

  export class Tokenizer {
    /** @throws Error on a part of tokenizer.json that the package does not know. */
    constructor(tokenizer: object, config: object);
    readonly pre_tokenizer: { pre_tokenize(text: string): string[] } | null;
    readonly post_processor: { post_process(tokens: readonly string[]): { readonly tokens: readonly string[] } } | null;
  }
}
