import fc from 'fast-check';
import { rangeWithin, wantedRange } from './byte-range';

describe('a Range header', () => {
  it.each([
    ['bytes=0-0', 10, { first: 0, last: 0 }],
    ['bytes=3-5', 10, { first: 3, last: 5 }],
    ['Bytes=3-', 10, { first: 3, last: 9 }],
    ['bytes=9-100', 10, { first: 9, last: 9 }],
    ['bytes=-4', 10, { first: 6, last: 9 }],
    ['bytes=-40', 10, { first: 0, last: 9 }],
    ['bytes=10-', 10, null],
    ['bytes=-0', 10, null],
    ['bytes=0-', 0, null],
  ])('%s of %d bytes', (header, length, expected) => {
    const wanted = wantedRange(header);
    expect(wanted === null ? 'ignored' : rangeWithin(wanted, length)).toEqual(expected);
  });

  it.each([undefined, '', 'bytes', 'bytes=', 'bytes=-', 'bytes=5-3', 'bytes=a-b', 'bytes=0-1,3-4', 'rows=0-1', '0-1'])(
    'that is %s is ignored',
    (header) => {
      expect(wantedRange(header)).toBeNull();
    },
  );

  it('gives the bytes that slice gives', () => {
    const number = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(number, number, number, (a, b, length) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const bytes = Array.from({ length }, (_, i) => i);
        const read = (header: string): number[] => {
          const found = rangeWithin(wantedRange(header) ?? { lastBytes: 0 }, length);
          return found === null ? [] : bytes.slice(found.first, found.last + 1);
        };
        expect(read(`bytes=${first}-${last}`)).toEqual(bytes.slice(first, last + 1));
        expect(read(`bytes=${first}-`)).toEqual(bytes.slice(first));
        expect(read(`bytes=-${first}`)).toEqual(first === 0 ? [] : bytes.slice(-first));
      }),
    );
  });
});
