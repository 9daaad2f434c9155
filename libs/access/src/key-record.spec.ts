import { newId } from '@sluice/contracts';
import { KEY_NAME, parseKeyRecord, stateOf, TENANT, type KeyRecord, type KnownKey } from './key-record';
import { isRole, ROLES } from './role';

const NOW = 1_000;
const RECORD: KeyRecord = {
  ...{ id: newId(), name: 'a key', role: 'client', tenant: 'acme', digest: 'a0'.repeat(32) },
  ...{ created_at: 0, expires_at: null, replaces: null },
};
const parsed = (value: unknown): KeyRecord | null => parseKeyRecord(Buffer.from(JSON.stringify(value)));

describe('the record of a key', () => {
  it('is read back, of every role, whether it expires or not', () => {
    for (const record of ROLES.map((role) => ({ ...RECORD, role }))) expect(parsed(record)).toEqual(record);
    const expiring = { ...RECORD, expires_at: NOW };
    expect(parsed(expiring)).toEqual(expiring);
  });

  it.each<[keyof KeyRecord, unknown[]]>([
    ['id', [undefined, null, 1, '', '../x', `${RECORD.id}A`, [RECORD.id]]],
    ['name', [undefined, null, 1, ['a key']]],
    ['role', [undefined, null, 'root', '', ['client']]],
    ['tenant', [undefined, null, 1, '', 'ACME', '../x', ['acme']]],
    ['digest', [undefined, null, 1, '', 'a0', `${RECORD.digest}0`, `0${RECORD.digest}`, [RECORD.digest]]],
    ['created_at', [undefined, null, '0', 0.5]],
    ['expires_at', [undefined, '0', 0.5, 2 ** 53, false]],
  ])('is none with another %s', (name, values) => {
    for (const value of values) expect(parsed({ ...RECORD, [name]: value })).toBeNull();
  });

  it('is no other value, and no text that is not JSON', () => {
    for (const value of [null, 1, 'text', [], [RECORD], {}]) expect(parsed(value)).toBeNull();
    for (const text of ['', '{', JSON.stringify(RECORD).slice(1)]) expect(parseKeyRecord(Buffer.from(text))).toBeNull();
  });
});

describe('the state of a key', () => {
  const state = (changes: Partial<KnownKey>): string =>
    stateOf({ ...RECORD, revoked_at: null, ended: false, ...changes }, NOW);

  it.each<[string, Partial<KnownKey>]>([
    ['active', {}],
    ['active', { expires_at: NOW + 1, revoked_at: NOW + 1 }],
    ['expired', { expires_at: NOW }],
    ['expired', { expires_at: NOW - 1, revoked_at: NOW + 1 }],
    ['revoked', { revoked_at: NOW }],
    ['revoked', { revoked_at: NOW - 1, expires_at: NOW - 2 }],
    ['revoked', { ended: true }],
    ['revoked', { ended: true, revoked_at: NOW + 1 }],
  ])('is %s: %j', (expected, changes) => {
    expect(state(changes)).toBe(expected);
  });
});

describe('what is said of a key', () => {
  it.each(['a', 'the chat service', 'Überweisung №1', ' x ', 'x'.repeat(100)])('may be the name %j', (name) => {
    expect(KEY_NAME.test(name)).toBe(true);
  });

  it.each(['', ' ', '   ', '\n', 'a\nb', 'a\n', '\na', 'a\u0000', 'a\u200b', 'x'.repeat(101)])(
    'may not be the name %j',
    (name) => {
      expect(KEY_NAME.test(name)).toBe(false);
    },
  );

  it('may be a tenant that is part of a path', () => {
    for (const tenant of ['a', '0', 'acme', 'a-b_c9', 'x'.repeat(64)]) expect(TENANT.test(tenant)).toBe(true);
    for (const tenant of ['', '-a', '_a', 'A', 'a/b', 'a.b', 'a\n', '\na', 'é', 'aé', 'éa', 'x'.repeat(65)]) {
      expect(TENANT.test(tenant)).toBe(false);
    }
  });

  it('may be one of the roles', () => {
    expect(ROLES.every(isRole)).toBe(true);
    for (const other of ['root', 'Admin', '', null, undefined, 0, ['admin']]) expect(isRole(other)).toBe(false);
  });
});
