import type { IssuedKey } from '@sluice/access';
import type { JsonObject } from '@sluice/audit';

/** What the audit chain keeps of a key that was made. */
export function detailOf({ record: { id, name, role, tenant, expires_at, replaces } }: IssuedKey): JsonObject {
  return { id, name, role, tenant, expires_at, replaces };
}
