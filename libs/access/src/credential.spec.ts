import { newId } from '@sluice/contracts';
import fc from 'fast-check';
import { digestOf, formatCredential, newSecret, parseCredential } from './credential';

describe('a credential', () => {
  it('is an id and a secret of 256 bits, and is read back', () => {
    const credential = { id: newId(), secret: newSecret() };
    expect(Buffer.from(credential.secret, 'base64url')).toHaveLength(32);
    expect(parseCredential(formatCredential(credential))).toEqual(credential);
    expect(newSecret()).not.toBe(credential.secret);
  });

  it('is nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseCredential(text)).toBeNull();
      }),
    );
  });

  it('has no other character anywhere, and no character more or less', () => {
    const good = formatCredential({ id: newId(), secret: newSecret() });
    const position = fc.nat({ max: good.length - 1 });
    const bad = fc.constantFrom(' ', ',', '+', '/', '=', '\0', '\n', 'é', 'İ', '');
    fc.assert(
      fc.property(position, bad, (at, character) => {
        expect(parseCredential(good.slice(0, at) + character + good.slice(at + 1))).toBeNull();
      }),
    );
    for (const text of [`${good}A`, ` ${good}`, `${good}, ${good}`, good.toLowerCase(), good.replace('.', ':')])
      expect(parseCredential(text)).toBeNull();
  });

  it('is kept as a digest of 32 bytes, whatever its length', () => {
    fc.assert(
      fc.property(fc.string(), (secret) => {
        expect(digestOf(secret)).toHaveLength(32);
      }),
    );
    expect(digestOf('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
