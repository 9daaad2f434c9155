import { stateOf, type IssuedKey, type KeyState, type KnownKey, type Role } from '@sluice/access';

/** A key, as api.md has it: all that is known of it but the secret. Times in RFC 3339. */
export interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly tenant: string;
  readonly state: KeyState;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly replaces: string | null;
}

export interface IssuedView extends KeyView {
  /** `<id>.<secret>` */
  readonly key: string;
}

export function keyView(key: KnownKey, nowMs: number): KeyView {
  const { id, name, role, tenant, replaces } = key;
  return {
    ...{ id, name, role, tenant, state: stateOf(key, nowMs) },
    ...{ created_at: new Date(key.created_at).toISOString(), expires_at: time(key.expires_at) },
    ...{ revoked_at: time(key.revoked_at), replaces },
  };
}

export function issuedView({ record, credential }: IssuedKey, nowMs: number): IssuedView {
  return { ...keyView({ ...record, revoked_at: null, ended: false }, nowMs), key: credential };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
