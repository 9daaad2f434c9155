import type { Bands } from './action';
import type { SessionAggregate } from './session-aggregate';

/** Flagged rows, or flagged rows in a row, from which on a session is called repeated. */
const REPEATED = 3;

/** Why a session was judged as it was: `reasons` of a verdict. Codes are stable, new ones may come. */
export const SESSION_REASONS = {
  RISK_OVER_BLOCK: 'The risk reaches the lower edge of block',
  RISK_OVER_REVIEW: 'The risk reaches the lower edge of review, but not that of block',
  HIGH_SCORE: 'The score of a single row reaches the lower edge of block of the session bands',
  REPEATED_FLAGS: 'Three or more rows are flagged',
  FLAGGED_STREAK: 'Three or more flagged rows follow one another',
} as const;

export type SessionReason = keyof typeof SESSION_REASONS;

/** The reasons that hold, in the order of the catalogue. `risk` and bands in [0, 1]. */
export function sessionReasons(aggregate: SessionAggregate, risk: number, bands: Bands): SessionReason[] {
  const holds: Record<SessionReason, boolean> = {
    RISK_OVER_BLOCK: risk >= bands.block,
    RISK_OVER_REVIEW: risk >= bands.review && risk < bands.block,
    HIGH_SCORE: aggregate.events > 0 && aggregate.max_score >= bands.block,
    REPEATED_FLAGS: aggregate.flagged >= REPEATED,
    FLAGGED_STREAK: aggregate.streak.best >= REPEATED,
  };
  return CODES.filter((code) => holds[code]);
}

const CODES: readonly SessionReason[] = [
  'RISK_OVER_BLOCK',
  'RISK_OVER_REVIEW',
  'HIGH_SCORE',
  'REPEATED_FLAGS',
  'FLAGGED_STREAK',
];
