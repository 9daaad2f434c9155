import fc from 'fast-check';
import { WithoutMark } from './without-mark';

describe('WithoutMark', () => {
  it('takes one byte order mark off the start, wherever the bytes are cut', () => {
    const byte = fc.constantFrom(0xef, 0xbb, 0xbf, 0x7b);
    fc.assert(
      fc.property(fc.array(fc.array(byte, { maxLength: 4 })), (pieces) => {
        const filter = new WithoutMark();
        const kept = [...pieces.map((piece) => filter.filter(Buffer.from(piece))), filter.end()];
        const whole = Buffer.from(pieces.flat());
        const expected = whole.toString('hex').startsWith('efbbbf') ? whole.subarray(3) : whole;
        expect(Buffer.concat(kept)).toEqual(expected);
      }),
    );
  });
});
