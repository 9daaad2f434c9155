import type { ErrorCode } from '@sluice/contracts';

/** Trying later helps with these: the work is not to blame, and housekeeping adds it again. */
export const NOT_ITS_FAULT: ReadonlySet<ErrorCode> = new Set([
  'STORAGE_FULL',
  'STORE_UNAVAILABLE',
  'SESSIONS_UNAVAILABLE',
  'SHUTTING_DOWN',
]);
