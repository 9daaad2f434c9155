import { SequenceNormalizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { createWordpieceNormalizer } from './wordpiece-normalizer';

const bert = {
  type: 'BertNormalizer',
  clean_text: true,
  handle_chinese_chars: true,
  strip_accents: null,
  lowercase: true,
};
const normalize = (text: string, config: unknown = bert): string => createWordpieceNormalizer(config).normalize(text);

const character = fc.oneof(
  fc.constantFrom(...Array.from('a1 $.-аɑβ😀🇦🇧🏽\u200b\u200c\u200dé')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const pattern = fc.oneof(
  fc.record({ String: fc.array(character, { minLength: 1, maxLength: 2 }).map((characters) => characters.join('')) }),
  fc.record({ Regex: fc.constantFrom('[аɑ]', '[\u200b-\u200d😀]', '(?<=a)1', '[a-zа]', '[🇦-🇧]', '[^a]', 'a|β') }),
);
const rule = fc.record({
  type: fc.constant('Replace'),
  pattern,
  content: fc.constantFrom('', 'a', ' b ', 'é', '1', 'аа'),
});

describe('word-piece normalizer', () => {
  it('does replacements as if one after the other', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), fc.array(character, { maxLength: 30 }), (rules, characters) => {
        const text = characters.join('');
        const sequence = { type: 'Sequence', normalizers: rules } as const;
        expect(normalize(text, sequence)).toBe(new SequenceNormalizer(sequence).normalize(text));
      }),
      { numRuns: 300 },
    );
  });

  it('puts a replacement into the text as it stands', () => {
    for (const find of ['x', '€', 'xy']) {
      for (const pattern of [{ String: find }, { Regex: find }, { Regex: `[${find}]+` }]) {
        expect(normalize(`a${find}b`, { type: 'Replace', pattern, content: "$&$1$'" })).toBe("a$&$1$'b");
      }
    }
  });

  it('leaves a text alone when there is no normalizer', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => normalize(text, null) === text));
  });

  // What the Rust tokenizers give for these.
  it.each([
    ['lower case', 'ABC Straße İ', 'abc straße i'],
    ['accents, composed or not', 'Ünïcödé e\u0301', 'unicode e'],
    ['a final sigma', 'ΟΔΟΣ Σ', 'οδοσ σ'],
    ['a small final sigma', 'οδος', 'οδος'],
    ['Chinese characters', 'a你b𠀀c', 'a 你 b 𠀀 c'],
    ['white space', 'a\tb\nc\rd\u00a0e\u3000f', 'a b c d e f'],
    ['control characters', 'a\0b\u0007c\u007fd\u200de\ufefff\ufffdg\ue000h', 'abcdefgh'],
    ['Hangul', '한', '\u1112\u1161\u11ab'],
  ])('folds %s as BERT does', (_, text, folded) => {
    expect(normalize(text)).toBe(folded);
  });

  it('refuses steps that are no objects', () => {
    expect(() => normalize('a', { type: 'Sequence', normalizers: ['NFC'] })).toThrow('normalizer');
  });

  it('folds only what it is told to', () => {
    const nothing = { ...bert, clean_text: false, handle_chinese_chars: false, lowercase: false };
    expect(normalize('É\t你Σ', nothing)).toBe('É\t你Σ');
    expect(normalize('É\t你', { ...nothing, strip_accents: true })).toBe('E\t你');
    expect(normalize('É\t你', { ...nothing, lowercase: true, strip_accents: false })).toBe('é\t你');
  });
});
