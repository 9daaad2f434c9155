import fc from 'fast-check';
import { textErrors } from './text-errors';

const codesOf = (texts: readonly string[], maxLength = 10): string[] =>
  textErrors(texts, maxLength).map(({ pointer, code }) => `${pointer} ${code}`);

describe('textErrors', () => {
  it('lists every text that is wrong, by its place', () => {
    expect(codesOf(['fine', '', ' \n\t\u00a0\u3000', 'x'.repeat(11), 'y'.repeat(10)])).toEqual([
      '/texts/1 TEXT_BLANK',
      '/texts/2 TEXT_BLANK',
      '/texts/3 TEXT_TOO_LONG',
    ]);
  });

  it('counts code points, lone surrogates as one', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
        fc.string({ unit: 'grapheme-composite' }),
        (text, tail) => {
          const visible = `x${text}${tail}`;
          expect(codesOf([visible], 12)).toEqual(Array.from(visible).length > 12 ? ['/texts/0 TEXT_TOO_LONG'] : []);
        },
      ),
    );
    expect(codesOf(['\ud83d'.repeat(10)])).toEqual([]);
    expect(codesOf(['😀'.repeat(10)])).toEqual([]);
    expect(codesOf(['😀'.repeat(11)])).toEqual(['/texts/0 TEXT_TOO_LONG']);
  });
});
