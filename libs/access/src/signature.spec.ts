import { createHmac } from 'node:crypto';
import { newId } from '@sluice/contracts';
import fc from 'fast-check';
import { digestOf, newSecret } from './credential';
import { KeyTable } from './key-table';
import { signatureOf, type SignedParts } from './signature';

const NOW = 1_000;
const SECRET = newSecret();
const PARTS: SignedParts = {
  ...{ method: 'POST', path: '/v1/predict?a=b', timestamp: '1790000000000', nonce: 'n-1', digest: 'sha-256=:AA==:' },
};

describe('the signature of a request', () => {
  it('is what others make of the same parts, one a line', () => {
    const lines = 'POST\n/v1/predict?a=b\n1790000000000\nn-1\nsha-256=:AA==:';
    const theirs = createHmac('sha256', digestOf(SECRET)).update(lines).digest();
    expect(signatureOf(digestOf(SECRET), PARTS)).toEqual(theirs);
  });

  describe('by a key of the table', () => {
    const id = newId();
    const tableOf = (expires_at: number | null): KeyTable => {
      const table = new KeyTable();
      const digest = digestOf(SECRET).toString('hex');
      const of = { name: 'a key', role: 'client', tenant: 'acme', created_at: 0, replaces: null } as const;
      table.add({ ...of, id, digest, expires_at });
      return table;
    };
    const good = signatureOf(digestOf(SECRET), PARTS);

    it('says whose the request is, until the key ends', () => {
      const principal = { keyId: id, tenant: 'acme', role: 'client' };
      expect(tableOf(null).checkSigned(id, PARTS, good, NOW)).toEqual(principal);
      expect(tableOf(NOW + 1).checkSigned(id, PARTS, good, NOW)).toEqual(principal);
      expect(tableOf(NOW).checkSigned(id, PARTS, good, NOW)).toBeNull();
      expect(tableOf(NOW - 1).checkSigned(id, PARTS, good, NOW)).toBeNull();
    });

    it('is refused of other parts, whichever changes', () => {
      const part = fc.constantFrom<keyof SignedParts>('method', 'path', 'timestamp', 'nonce', 'digest');
      fc.assert(
        fc.property(part, fc.string(), (name, text) => {
          const found = tableOf(null).checkSigned(id, { ...PARTS, [name]: text }, good, NOW);
          expect(found !== null).toBe(PARTS[name] === text);
        }),
      );
    });

    it('is refused in another length, under another secret or id', () => {
      const table = tableOf(null);
      const longer = Buffer.concat([good, Buffer.alloc(1)]);
      const others = [longer, good.subarray(1), Buffer.alloc(0), Buffer.alloc(32), signatureOf(digestOf('x'), PARTS)];
      for (const other of others) expect(table.checkSigned(id, PARTS, other, NOW)).toBeNull();
      expect(table.checkSigned(newId(), PARTS, good, NOW)).toBeNull();
      expect(new KeyTable().checkSigned(id, PARTS, good, NOW)).toBeNull();
    });
  });
});
