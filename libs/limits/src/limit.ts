/** At most `limit` tokens in any window of this length. */
export interface Limit {
  /** At least 1. */
  readonly limit: number;
  /** Milliseconds, at least 1. */
  readonly windowMs: number;
}

/** Parts of a window in which tokens are counted: a token is free again between one window and one window and a tenth after it was taken. */
export const SLOTS = 10;

/** How long Redis is waited for, unless somebody says otherwise. */
export const LIMIT_TIMEOUT_MS = 50;

/** What came of asking for tokens. */
export interface Granted {
  /** Tokens given, from 0 to those asked for. */
  readonly granted: number;
  /** Tokens that are left for others. */
  readonly left: number;
  /** Milliseconds until the oldest tokens are free again; 0: all are free. */
  readonly resetMs: number;
  /** Where the tokens were counted. */
  readonly slot: number;
}

/** Milliseconds of a slot. A window that does not divide by it is a little longer, never shorter. */
export function slotMsOf(windowMs: number): number {
  return Math.ceil(windowMs / SLOTS);
}
