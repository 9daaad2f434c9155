import type { CascadeManifest } from '@sluice/contracts';
import { roundScore } from '../runtime/round-score';

type Cascade = CascadeManifest['cascade'];

/** Keeps the logit finite: scores are rounded to 7 decimals, so 0 and 1 stand for what lies within half of the last one. */
const CLAMP = 1e-7;

/** Whether the fast score leaves a row uncertain. NaN does not: there is nothing that the deep model could be blended with. */
export function isUncertain(score: number, { low, high }: Cascade['band']): boolean {
  return score >= low && score < high;
}

/** Score inside the band, rounded: the sigmoid of a weighted sum of both logits. NaN when one of the scores is. */
export function blendScores(fast: number, deep: number, weights: Cascade['blend']): number {
  const logit = weights.fast * logitOf(fast) + weights.deep * logitOf(deep) + weights.bias;
  return roundScore(1 / (1 + Math.exp(-logit)));
}

function logitOf(score: number): number {
  const clamped = Math.min(1 - CLAMP, Math.max(CLAMP, score));
  return Math.log(clamped / (1 - clamped));
}
