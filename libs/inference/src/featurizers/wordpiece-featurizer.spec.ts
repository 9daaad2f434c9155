import fc from 'fast-check';
import { aTokenizer, SPECIAL, type TokenizerOptions } from '../../test/tokenizer.fixture';
import { createWordpieceFeaturizer } from './wordpiece-featurizer';

const PIECES = ['play', '##ing', '##ed', 'un', '##able', 'you', '!', '你', 'σ', '##σ'];
const MAX_TOKENS = 16;

function ids(text: string, options: TokenizerOptions = {}, maxTokens = MAX_TOKENS): number[] {
  return [...createWordpieceFeaturizer(aTokenizer({ pieces: PIECES, ...options }), maxTokens).featurize(text)];
}

/** Ids between the special ones: pieces of PIECES by name. */
function pieces(text: string, options: TokenizerOptions = {}): string[] {
  const found = ids(text, options, 512);
  expect([found[0], found[found.length - 1]]).toEqual([SPECIAL.first, SPECIAL.last]);
  return found.slice(1, -1).map((id) => (id === SPECIAL.unknown ? '?' : (PIECES[id - 4] ?? '.')));
}

/** Any sequence of UTF-16 code units: lone surrogates and unassigned code points included. */
const anyText = fc
  .array(fc.oneof(fc.nat({ max: 0xffff }), fc.integer({ min: 0x20, max: 0x7e })), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));

describe('word-piece featurizer', () => {
  it('puts the longest pieces between the special tokens', () => {
    expect(pieces('Playing you UNPLAYED!')).toEqual(['play', '##ing', 'you', 'un', '.', '.', '.', '.', '##ed', '!']);
    expect(ids('you')).toEqual([SPECIAL.first, 9, SPECIAL.last]);
  });

  it('gives a text that holds nothing its special tokens alone', () => {
    for (const text of ['', ' ', '\t\r\n', '\0', '\ufeff', '\u200b\u200d', '\ud83e', '\udc00']) {
      expect(ids(text)).toEqual([SPECIAL.first, SPECIAL.last]);
    }
  });

  it('gives a word that no pieces make, or that is too long, the unknown token', () => {
    expect(pieces('play€ you ¤')).toEqual(['?', 'you', '?']);
    expect(pieces(`${'a'.repeat(100)} ${'a'.repeat(101)}`)).toEqual([...Array<string>(100).fill('.'), '?']);
    // 100 code points, of two UTF-16 units each.
    expect(
      pieces('😀'.repeat(100), { changeModel: { vocab: { '[UNK]': 1, '[CLS]': 2, '[SEP]': 3, '😀': 9, '##😀': 9 } } }),
    ).toHaveLength(100);
  });

  it('cuts what is longer than max_tokens and keeps the last special token', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('you', 'playing', 'xyz', '!'), { maxLength: 40 }),
        fc.integer({ min: 3, max: 40 }),
        (words, most) => {
          const text = words.join(' ');
          const whole = ids(text, {}, 1_000);
          const cut = whole.length <= most ? whole : [...whole.slice(0, most - 1), SPECIAL.last];
          expect(ids(text, {}, most)).toEqual(cut);
        },
      ),
    );
  });

  it('never makes special tokens of what a user types', () => {
    expect(
      ids('[SEP] [CLS][PAD] [UNK]', { changeModel: { vocab: aVocabulary('[', ']', 'sep', 'cls', 'pad', 'unk') } }),
    ).toEqual([2, 10, 12, 11, 10, 13, 11, 10, 14, 11, 10, 15, 11, 3]);
  });

  it('defines every text, and reads a lone surrogate as U+FFFD', () => {
    const featurizer = createWordpieceFeaturizer(aTokenizer({ pieces: PIECES }), MAX_TOKENS);
    fc.assert(
      fc.property(anyText, (text) => {
        const found = [...featurizer.featurize(text)];
        expect(found.length).toBeLessThanOrEqual(MAX_TOKENS);
        expect([found[0], found[found.length - 1]]).toEqual([SPECIAL.first, SPECIAL.last]);
        expect([...featurizer.featurize(Buffer.from(text).toString())]).toEqual(found);
      }),
      { numRuns: 500 },
    );
  });

  it('is a function of the text alone, whatever it read before', () => {
    const featurizer = createWordpieceFeaturizer(aTokenizer({ pieces: PIECES }), MAX_TOKENS);
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const first = [...featurizer.featurize(text)];
        featurizer.featurize(other);
        expect([...featurizer.featurize(text)]).toEqual(first);
      }),
    );
  });

  it.each<[string, unknown, string]>([
    ['no object', [], 'it must be an object'],
    ['another model', aTokenizer({ changeModel: { type: 'BPE' } }), 'model must be of type "WordPiece"'],
    ['no vocabulary', aTokenizer({ changeModel: { vocab: {} } }), 'model.vocab'],
    ['ids that are none', aTokenizer({ changeModel: { vocab: { '[UNK]': -1 } } }), 'model.vocab'],
    ['an unknown token without an id', aTokenizer({ changeModel: { unk_token: '<unk>' } }), 'model.unk_token'],
    [
      'no mark of continuation',
      aTokenizer({ changeModel: { continuing_subword_prefix: null } }),
      'continuing_subword_prefix',
    ],
    ['no longest word', aTokenizer({ changeModel: { max_input_chars_per_word: 'many' } }), 'max_input_chars_per_word'],
    [
      'added words',
      aTokenizer({ change: { added_tokens: [{ id: 9, content: 'you', special: false }] } }),
      'added_tokens',
    ],
    [
      'a special token without an id',
      aTokenizer({ change: { added_tokens: [{ content: '[CLS]', special: true }] } }),
      'added_tokens',
    ],
    [
      'a template of unknown tokens',
      aTokenizer({ changeModel: { vocab: { '[UNK]': 0 } }, change: { added_tokens: [] } }),
      'post_processor',
    ],
    ['a normalizer that nobody knows', aTokenizer({ rules: [{ type: 'Rot13' }] }), 'Rot13'],
    ['a pre-tokenizer that nobody knows', aTokenizer({ change: { pre_tokenizer: { type: 'Rot13' } } }), 'Rot13'],
  ])('refuses a tokenizer.json with %s', (_, tokenizer, reason) => {
    expect(() => createWordpieceFeaturizer(tokenizer, MAX_TOKENS)).toThrow(reason);
  });

  it('refuses a max_tokens that the special tokens fill', () => {
    expect(() => createWordpieceFeaturizer(aTokenizer(), 2)).toThrow('/featurizer/max_tokens');
  });
});

function aVocabulary(...words: readonly string[]): Record<string, number> {
  const specials = { '[PAD]': 0, '[UNK]': 1, '[CLS]': 2, '[SEP]': 3 };
  return { ...specials, ...Object.fromEntries(words.map((word, index) => [word, 10 + index])) };
}
