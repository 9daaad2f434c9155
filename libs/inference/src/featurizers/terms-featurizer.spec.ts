import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createTermsFeaturizer } from './terms-featurizer';

const FEATURIZER_FILE = join(__dirname, '../../../../models/abuse/1.0.0/featurizer.json');
const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u0000', '\u0007', '\ufe0f'];

const spec: unknown = JSON.parse(readFileSync(FEATURIZER_FILE, 'utf8'));
const featurizer = createTermsFeaturizer(spec);
const ids = (text: string): number[] => [...featurizer.featurize(text)].sort((a, b) => a - b);

/** Any sequence of UTF-16 code units: lone surrogates and unassigned code points included. */
const anyText = fc
  .array(fc.oneof(fc.nat({ max: 0xffff }), fc.integer({ min: 0x20, max: 0x7e })), { maxLength: 80 })
  .map((units) => String.fromCharCode(...units));
/** Any text whose code points are all valid. */
const wellFormed = fc.string({ unit: 'binary', maxLength: 80 });
const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 80 });

describe('terms featurizer', () => {
  it('gives every text distinct ids in range, lone surrogates included', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const found = ids(text);
        expect(new Set(found).size).toBe(found.length);
        expect(found.every((id) => id >= 1 && id <= 2 ** 18)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is a function of the text alone, whatever it read before', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const first = ids(text);
        ids(other);
        expect(ids(text)).toEqual(first);
        expect([...createTermsFeaturizer(spec).featurize(text)].sort((a, b) => a - b)).toEqual(first);
      }),
      { numRuns: 20 },
    );
  });

  it('stays the same over more texts than it counts rounds', () => {
    const first = ids('counted once');
    for (let round = 0; round < 600; round++) featurizer.featurize(`text ${round}`);
    expect(ids('counted once')).toEqual(first);
  });

  it('does not see invisible characters', () => {
    fc.assert(
      fc.property(fc.array(wellFormed, { maxLength: 8 }), fc.constantFrom(...ZERO_WIDTH), (parts, invisible) => {
        expect(ids(parts.join(invisible))).toEqual(ids(parts.join('')));
      }),
    );
  });

  it('does not see how much white space there is, nor of which kind', () => {
    const space = fc.stringMatching(/^[ \t\r\n\u00a0\u2003\u3000]{1,4}$/);
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[!-~]{1,8}$/), { minLength: 1, maxLength: 8 }), space, (words, gap) => {
        expect(ids(gap + words.join(gap) + gap)).toEqual(ids(words.join(' ')));
      }),
    );
  });

  it('does not see the case of ASCII letters', () => {
    fc.assert(
      fc.property(ascii, (text) => {
        expect(ids(text.toUpperCase())).toEqual(ids(text.toLowerCase()));
      }),
    );
  });

  it.each(['NFC', 'NFD', 'NFKC', 'NFKD'])('does not see the difference that %s makes', (form) => {
    // Assigned in Unicode 14, which the tables were made from: Latin to Thai, Hangul, presentation forms, letters of mathematics.
    const assigned = fc.oneof(
      ...[
        [0x20, 0x52f],
        [0x590, 0x5ff],
        [0x900, 0xe5b],
        [0x1100, 0x11ff],
        [0x1e00, 0x1fff],
        [0x2100, 0x214f],
        [0xac00, 0xd7a3],
        [0xf900, 0xfaff],
        [0xff00, 0xffef],
        [0x1d400, 0x1d7ff],
      ].map(([min, max]) => fc.integer({ min, max }).map((codePoint) => String.fromCodePoint(codePoint))),
    );
    fc.assert(
      fc.property(fc.array(assigned, { maxLength: 20 }), (characters) => {
        const text = characters.join('');
        expect(ids(text.normalize(form))).toEqual(ids(text));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['homoglyphs', '\u0441\u043e\u0440\u0443', 'copy'],
    ['full width', '\uff23\uff2f\uff30\uff39', 'copy'],
    ['ligatures', 'o\ufb03ce', 'office'],
    ['accents', 'd\u00e9j\u00e0 vu', 'deja vu'],
    ['dotted capital I', '\u0130stanbul', 'istanbul'],
    ['sharp s', 'stra\u00dfe', 'strasse'],
    ['editor quotes', 'it\u2019s \u2014 so', "it's - so"],
  ])('folds %s', (_name, text, plain) => {
    expect(ids(text)).toEqual(ids(plain));
  });

  it.each(['', '   ', '\u200b\u0000\ufe0f'])('finds nothing in a text without visible characters', (text) => {
    expect(ids(text)).toEqual([]);
  });

  it('reads 10,000 code points and nothing after them', () => {
    const text = '\u{1f600}abc def '.repeat(1_200);
    expect(ids(`${text}never this`)).toEqual(ids(text));
  });
});
