import { isId } from '@sluice/contracts';
import { isRole, type Role } from './role';

/** A key as it is kept: all of it but the secret. Written once; times in epoch milliseconds. */
export interface KeyRecord {
  readonly id: string;
  /** For people: whose it is, what it is for. */
  readonly name: string;
  readonly role: Role;
  readonly tenant: string;
  /** SHA-256 of the secret in hex. */
  readonly digest: string;
  readonly created_at: number;
  /** From then on it is refused; null: never by itself. */
  readonly expires_at: number | null;
  /** Id of the key that it was made to replace. */
  readonly replaces: string | null;
}

/** A key with what became of it. */
export interface KnownKey extends KeyRecord {
  /** When it was or will be revoked, by hand or by a rotation; null: never. */
  readonly revoked_at: number | null;
  /** Revoked at once, whatever the clock of this machine says. */
  readonly ended: boolean;
}

export type KeyState = 'active' | 'revoked' | 'expired';

export function stateOf({ expires_at, revoked_at, ended }: KnownKey, nowMs: number): KeyState {
  if (ended || (revoked_at !== null && revoked_at <= nowMs)) return 'revoked';
  return expires_at !== null && expires_at <= nowMs ? 'expired' : 'active';
}

/** Printable, and not only spaces. */
export const KEY_NAME = /^(?=.*\S)[^\p{C}]{1,100}$/u;
/** Becomes part of keys of the store and of Redis. */
export const TENANT = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** null when the bytes are no record of a key: it then lets nobody in. */
export function parseKeyRecord(bytes: Buffer): KeyRecord | null {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return isKeyRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isKeyRecord(value: unknown): value is KeyRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, role, tenant, digest, created_at, expires_at } = value as Partial<Record<keyof KeyRecord, unknown>>;
  const texts = [id, name, tenant, digest].every((text) => typeof text === 'string');
  return (
    texts &&
    isId(String(id)) &&
    TENANT.test(String(tenant)) &&
    DIGEST.test(String(digest)) &&
    isRole(role) &&
    Number.isSafeInteger(created_at) &&
    (expires_at === null || Number.isSafeInteger(expires_at))
  );
}
