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
  /** P(category) by name; absent when the model has none. */
  readonly categories?: Readonly<Record<string, number>>;
}

/** What turns the scores of one request into verdicts. */
export interface Judgement {
  readonly labels: ModelManifest['labels'];
  readonly threshold: number;
  readonly bands: Bands;
  /** In the order of the model's scores. */
  readonly categories: readonly string[];
}

const NO_CATEGORIES: readonly string[] = [];

/** The manifest's own judgement, or the one of a request's threshold. */
export function judgementOf(manifest: ModelManifest, wanted: number | undefined): Judgement {
  const { labels, threshold, bands } = manifest;
  const categories = manifest.categories?.names ?? NO_CATEGORIES;
  if (wanted === undefined) return { labels, threshold, bands, categories };
  return { labels, threshold: wanted, bands: bandsWithThreshold(bands, wanted), categories };
}

/** A substitute knows less than the model: a person looks at what it would let pass. */
export function asFallback(prediction: Prediction): Prediction {
  const { action, reasons } = prediction;
  return { ...prediction, action: action === 'allow' ? 'review' : action, reasons: [...reasons, 'FALLBACK'] };
}

/** @param categories of all rows, row-major; null when there are none. @param row counted from 0 */
export function judge(
  score: number,
  judgement: Judgement,
  categories: Float64Array | null = null,
  row = 0,
): Prediction {
  const { labels, threshold, bands } = judgement;
  const prediction = {
    label: score >= threshold ? labels.positive : labels.negative,
    score,
    threshold,
    action: actionFor(score, bands),
    reasons: reasonsFor(score, threshold, bands),
  };
  return categories === null ? prediction : { ...prediction, categories: named(judgement.categories, categories, row) };
}

function named(names: readonly string[], values: Float64Array, row: number): Record<string, number> {
  const first = row * names.length;
  return Object.fromEntries(names.map((name, index) => [name, values[first + index] ?? NaN]));
}
