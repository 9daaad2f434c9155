/** From the mildest to the hardest. */
export const ACTIONS = ['allow', 'review', 'block'] as const;

export type Action = (typeof ACTIONS)[number];

/** Lower edges of review and block: scores or risks in [0, 1], review <= block. */
export interface Bands {
  readonly review: number;
  readonly block: number;
}

/** Action for a score or risk in [0, 1]: the highest band whose lower edge it reaches. */
export function actionFor(score: number, bands: Bands): Action {
  if (score >= bands.block) return 'block';
  return score >= bands.review ? 'review' : 'allow';
}

/** A request's own threshold moves the lower edge of review; block never falls below it. */
export function bandsWithThreshold(bands: Bands, threshold: number): Bands {
  return { review: threshold, block: Math.max(bands.block, threshold) };
}
