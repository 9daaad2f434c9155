import type { ModelManifest } from '@sluice/contracts';
import { actionFor, bandsWithThreshold, reasonsFor, type Action, type Bands, type RowReason } from '@sluice/detection';

/** The verdict on one row. */
export interface Prediction {
  readonly label: string;
  /** P(positive) in [0, 1]. */
  readonly score: number;
  /** Score from which on a row is flagged. */
  readonly threshold: number;
  readonly action: Action;
  readonly reasons: readonly RowReason[];
}

/** What turns the scores of one request into verdicts. */
export interface Judgement {
  readonly labels: ModelManifest['labels'];
  readonly threshold: number;
  readonly bands: Bands;
}

/** The manifest's own judgement, or the one of a request's threshold. */
export function judgementOf({ labels, threshold, bands }: ModelManifest, wanted: number | undefined): Judgement {
  if (wanted === undefined) return { labels, threshold, bands };
  return { labels, threshold: wanted, bands: bandsWithThreshold(bands, wanted) };
}

export function judge(score: number, { labels, threshold, bands }: Judgement): Prediction {
  return {
    label: score >= threshold ? labels.positive : labels.negative,
    score,
    threshold,
    action: actionFor(score, bands),
    reasons: reasonsFor(score, threshold, bands),
  };
}
