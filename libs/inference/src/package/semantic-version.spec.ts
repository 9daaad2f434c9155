import fc from 'fast-check';
import { compareVersions, isVersion } from './semantic-version';

const inOrder = [
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0',
  '1.9.0',
  '1.10.0',
  '2.0.0',
];
const version = fc.tuple(fc.nat(), fc.nat(), fc.nat()).map((parts) => parts.map((part) => part % 1000).join('.'));

describe('compareVersions', () => {
  it('keeps the precedence of semver.org, section 11', () => {
    expect([...inOrder].reverse().sort(compareVersions)).toEqual(inOrder);
  });

  it('is antisymmetric, and 0 only for the same version', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        expect(compareVersions(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('isVersion', () => {
  it.each(['1', '1.0', '01.0.0', '1.0.0-', 'latest', '../1.0.0', '1.0.0\n', ''])('refuses %j', (text) => {
    expect(isVersion(text)).toBe(false);
  });
});
