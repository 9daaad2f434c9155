import { newId } from '@sluice/contracts';
import fc from 'fast-check';
import { digestOf, formatCredential, newSecret } from './credential';
import type { KeyRecord } from './key-record';
import { KeyTable } from './key-table';
import { ROLES, type Role } from './role';

const NOW = 1_000;

function aKey(expires_at: number | null = null, role: Role = 'client'): { record: KeyRecord; credential: string } {
  const [id, secret] = [newId(), newSecret()];
  const digest = digestOf(secret).toString('hex');
  const record = { id, name: 'a key', role, tenant: 'acme', digest, created_at: 0, expires_at, replaces: null };
  return { record, credential: formatCredential({ id, secret }) };
}

type Change = { readonly record: KeyRecord } | { readonly id: string; readonly atMs: number };

function tableOf(changes: readonly Change[]): KeyTable {
  const table = new KeyTable();
  for (const change of changes) {
    if ('record' in change) table.add(change.record);
    else table.end(change.id, change.atMs);
  }
  return table;
}

describe('the table of keys', () => {
  it('is open until there is a key, and never again', () => {
    const table = new KeyTable();
    const { record, credential } = aKey();
    expect([table.isOpen, table.check(credential, NOW)]).toEqual([true, null]);
    table.add(record);
    table.end(record.id, 0);
    expect([table.isOpen, table.check(credential, NOW)]).toEqual([false, null]);
  });

  it('is not open with a key whose record cannot be read', () => {
    const table = new KeyTable();
    table.add(null);
    expect(table.isOpen).toBe(false);
  });

  it('says whose a key is', () => {
    for (const role of ROLES) {
      const { record, credential } = aKey(null, role);
      expect(tableOf([{ record }]).check(credential, NOW)).toEqual({ keyId: record.id, tenant: 'acme', role });
    }
  });

  it('refuses the secret of another key, and any secret that differs in one character', () => {
    const [mine, theirs] = [aKey(), aKey()];
    const table = tableOf([mine, theirs]);
    const [, theirSecret = ''] = theirs.credential.split('.');
    expect(table.check(`${mine.record.id}.${theirSecret}`, NOW)).toBeNull();
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.split('');
    const other = fc.record({ at: fc.integer({ min: 27, max: 69 }), to: fc.constantFrom(...characters) });
    fc.assert(
      fc.property(other, ({ at, to }) => {
        const changed = mine.credential.slice(0, at) + to + mine.credential.slice(at + 1);
        expect(table.check(changed, NOW) !== null).toBe(changed === mine.credential);
      }),
    );
  });

  it('lets a key in until it expires or is revoked, whichever is first', () => {
    const time = fc.nat({ max: 2 * NOW });
    fc.assert(
      fc.property(fc.option(time), fc.array(time, { maxLength: 3 }), (expires, ends) => {
        const { record, credential } = aKey(expires);
        const table = tableOf([{ record }, ...ends.map((atMs) => ({ id: record.id, atMs }))]);
        expect(table.check(credential, NOW) !== null).toBe([expires ?? Infinity, ...ends].every((at) => NOW < at));
      }),
    );
  });

  it('is the same whatever order the changes come in, and however often', () => {
    const keys = [aKey(), aKey(NOW + 1), aKey(NOW), aKey()];
    const changes: Change[] = [
      ...keys.map(({ record }) => ({ record })),
      ...keys.slice(2).flatMap(({ record: { id } }) => [NOW + 5, NOW - 1].map((atMs) => ({ id, atMs }))),
    ];
    const seen = fc.shuffledSubarray([...changes, ...changes], { minLength: 2 * changes.length });
    const answers = (table: KeyTable): unknown[] =>
      keys.flatMap(({ credential }) => [NOW - 2, NOW, NOW + 9].map((at) => table.check(credential, at)));
    const expected = answers(tableOf(changes));
    fc.assert(
      fc.property(seen, (order) => {
        expect(answers(tableOf(order))).toEqual(expected);
      }),
    );
  });
});
