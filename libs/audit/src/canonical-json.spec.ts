import fc from 'fast-check';
import { canonicalJson, type Json } from './canonical-json';

const json = fc.jsonValue({ noUnicodeString: false }) as fc.Arbitrary<Json>;

describe('canonical JSON', () => {
  it('has one text for a value, whatever the order of its members', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'ü"' }], a: -0.5, B: true })).toBe(
      '{"B":true,"a":-0.5,"b":[1,{"c":"ü\\"","d":null}]}',
    );
    const shuffled = fc
      .dictionary(fc.string(), json)
      .chain((members) =>
        fc.tuple(
          fc.constant(members),
          fc.shuffledSubarray(Object.entries(members), { minLength: Object.keys(members).length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([members, entries]) => {
        expect(canonicalJson(Object.fromEntries(entries))).toBe(canonicalJson(members));
      }),
    );
  });

  it('reads back as the same value, and writes that to the same text', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      }),
    );
  });
});
