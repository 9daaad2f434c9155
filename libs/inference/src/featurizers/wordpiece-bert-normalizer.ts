interface BertNormalizerOptions {
  readonly clean_text: boolean;
  readonly handle_chinese_chars: boolean;
  readonly strip_accents: boolean;
  readonly lowercase: boolean;
}

const CONTROL = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/gu;
/** The blocks that Hugging Face's `tokenizers` sets apart (bert.rs, is_chinese_char). */
const CHINESE =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b820}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * BertNormalizer in the order of the Rust `tokenizers`, which trained models: the npm package leaves Chinese characters beyond U+FFFF
 * where they are and lower-cases a Greek final sigma by its place in the word.
 */
export class WordpieceBertNormalizer {
  private readonly options: BertNormalizerOptions;

  /** @param config of tokenizer.json; `strip_accents: null` means as `lowercase` */
  constructor(config: Readonly<Record<string, unknown>>) {
    const lowercase = config.lowercase !== false;
    this.options = {
      clean_text: config.clean_text !== false,
      handle_chinese_chars: config.handle_chinese_chars !== false,
      strip_accents: typeof config.strip_accents === 'boolean' ? config.strip_accents : lowercase,
      lowercase,
    };
  }

  normalize(text: string): string {
    const folded = PRINTABLE_ASCII.test(text) ? text : this.fold(text);
    // In lower case by itself a final sigma is one like any other.
    return this.options.lowercase ? folded.replaceAll('Σ', 'σ').toLowerCase() : folded;
  }

  private fold(text: string): string {
    const { clean_text, handle_chinese_chars, strip_accents } = this.options;
    let folded = text;
    if (clean_text) folded = folded.replace(CONTROL, '').replace(/\s/g, ' ');
    if (handle_chinese_chars) folded = folded.replace(CHINESE, ' $& ');
    if (strip_accents) folded = folded.normalize('NFD').replace(/\p{Mn}/gu, '');
    return folded;
  }
}
