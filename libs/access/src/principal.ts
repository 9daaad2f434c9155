import { LOCAL_TENANT } from '@sluice/contracts';
import type { Role } from './role';

/** Whom a request comes from, as its key says. */
export interface Principal {
  /** null: nobody has made a key yet. */
  readonly keyId: string | null;
  /** Owner of whatever the request makes, and all that it can see. */
  readonly tenant: string;
  readonly role: Role;
}

/** Everybody, as long as there are no keys. */
export const LOCAL_ADMIN: Principal = { keyId: null, tenant: LOCAL_TENANT, role: 'admin' };
