import fc from 'fast-check';
import { TermsUnmasker } from './terms-unmasker';

const unmasker = new TermsUnmasker({
  leet: { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' },
  separators: ' .-_*,/',
  doubled: 'gs',
});
const MASKS = 'aabdgoxsst0134572 6@$!.-_*,/é';

/** The text as it is read: folded already, between two spaces in a buffer that held a longer text before. */
function read(text: string): string {
  const units = new Int32Array(text.length + 40).fill(0x78);
  units.set(Array.from(` ${text} `, (character) => character.codePointAt(0) ?? 0));
  const length = unmasker.unmask(units, text.length + 2);
  return String.fromCodePoint(...units.subarray(1, length - 1));
}

const word = fc
  .stringMatching(/^[b-df-hj-np-rt-z]{1,2}([a-z]?[b-df-hj-np-rt-z]){1,3}$/)
  .filter((text) => !/(.)\1/.test(text));
const masked = fc.string({ unit: fc.constantFrom(...Array.from(MASKS)), maxLength: 30 });

describe('TermsUnmasker', () => {
  it.each([
    ['you 1d10t', 'you idiot'],
    ['5h17 and b00b5', 'shit and boobs'],
    ['@ss a$$hole @sshole', 'ass asshole asshole'],
    ['sh!t! hi!', 'shit! hi!'],
    ['i d i o t', 'idiot'],
    ['you f.u.c.k off', 'you fuck off'],
    ['x y zebra', 'x y zebra'],
    ['a b c dog', 'abc dog'],
    ['idiooooot asssss bigggg', 'idiot ass bigg'],
  ])('reads %s as %s', (text, plain) => {
    expect(read(text)).toBe(plain);
  });

  it.each([
    'plain words, as ever: nothing to undo!',
    '@someone call 09061701461 or 1000',
    'how r u',
    '!!!! ---- ....',
    'add, cool, all',
    '',
  ])('leaves %s as it is', (text) => {
    expect(read(text)).toBe(text);
  });

  it('reads a word the same however its letters are set apart', () => {
    const separators = fc.constantFrom(' ', '.', '-', '_', '*', ',', '/');
    fc.assert(
      fc.property(word, separators, (text, separator) => {
        fc.pre(text.length > 2);
        expect(read(`so ${Array.from(text).join(separator)} it`)).toBe(`so ${text} it`);
      }),
    );
  });

  it('reads a word the same however often a letter is repeated', () => {
    const repeated = fc.tuple(word, fc.nat({ max: 9 }), fc.integer({ min: 3, max: 9 }));
    fc.assert(
      fc.property(repeated, ([text, place, times]) => {
        const at = place % text.length;
        const letter = text.charAt(at);
        fc.pre(!'gs'.includes(letter));
        expect(read(text.slice(0, at) + letter.repeat(times) + text.slice(at + 1))).toBe(text);
      }),
    );
  });

  it('never makes a text longer, nor leaves a letter three times in a row', () => {
    fc.assert(
      fc.property(masked, (text) => {
        const plain = read(text);
        expect(plain.length).toBeLessThanOrEqual(text.length);
        expect(plain).not.toMatch(/([a-z])\1\1/);
      }),
      { numRuns: 1_000 },
    );
  });
});
