import type { Bands } from './action';

/** Why a row was judged as it was: `reasons` of a prediction. Codes are stable, new ones may come. */
export const ROW_REASONS = {
  SCORE_OVER_THRESHOLD: 'The score reaches the threshold: the row is flagged',
  SCORE_OVER_BLOCK: 'The score reaches the lower edge of block',
  SCORE_OVER_REVIEW: 'The score is under the threshold, but reaches the lower edge of review',
  FALLBACK: 'The model failed and a substitute answered: the action is at least review',
} as const;

export type RowReason = keyof typeof ROW_REASONS;

// One shared array for each case: this runs for every prediction.
const NONE = Object.freeze<RowReason[]>([]);
const REVIEW = Object.freeze<RowReason[]>(['SCORE_OVER_REVIEW']);
const FLAGGED = Object.freeze<RowReason[]>(['SCORE_OVER_THRESHOLD']);
const BLOCK = Object.freeze<RowReason[]>(['SCORE_OVER_BLOCK']);
const FLAGGED_AND_BLOCK = Object.freeze<RowReason[]>(['SCORE_OVER_THRESHOLD', 'SCORE_OVER_BLOCK']);

/** The reasons for one score. Score, threshold and bands in [0, 1]. Empty exactly when the row is not flagged and allowed. */
export function reasonsFor(score: number, threshold: number, bands: Bands): readonly RowReason[] {
  if (score >= bands.block) return score >= threshold ? FLAGGED_AND_BLOCK : BLOCK;
  if (score >= threshold) return FLAGGED;
  return score >= bands.review ? REVIEW : NONE;
}
