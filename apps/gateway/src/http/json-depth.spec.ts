import fc from 'fast-check';
import { nestsDeeperThan } from './json-depth';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the depth of a JSON text', () => {
  it('is that of the value it holds, whatever its strings hold', () => {
    const strings = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', 'a', 'é') });
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'large' },
        strings,
        fc.integer(),
        fc.array(tie('tree')),
        fc.dictionary(strings, tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.integer({ min: 0, max: 6 }), (value, max) => {
        expect(nestsDeeperThan(Buffer.from(JSON.stringify(value)), max)).toBe(depthOf(value) > max);
      }),
    );
  });

  it('of a text that is no JSON is found without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof nestsDeeperThan(Buffer.from(bytes), 3)).toBe('boolean');
      }),
    );
  });

  it('of a string that never ends is none', () => {
    expect(nestsDeeperThan(Buffer.from(`"${'['.repeat(100)}`), 1)).toBe(false);
  });
});
