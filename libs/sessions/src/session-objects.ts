import { createHash } from 'node:crypto';

/** Folder of live sessions in the object store, by tenant. */
export const SESSIONS = 'sessions';

const HASH_DIGITS = 32;

export const sessionObjects = {
  events: (tenant: string): string => `${SESSIONS}/${tenant}/events`,
  claims: (tenant: string): string => `${SESSIONS}/${tenant}/claims`,
  verdicts: (tenant: string): string => `${SESSIONS}/${tenant}/verdicts`,
} as const;

/** A name for a session in keys, whatever its id holds. */
export function sessionHash(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, HASH_DIGITS);
}
