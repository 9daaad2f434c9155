/** Sums are integers of 2^-24, so that no order of addition shows. */
const ONE = 2 ** 24;

/**
 * Evidence of 64 nats, in units of 2^-24. `1 - exp(-64)` is 1 in a float64, so sums stop here: nothing that a verdict can
 * show is lost, a score of exactly 1 (infinite evidence) has a place, and no sum of any length comes near 2^53.
 */
export const MAX_EVIDENCE = 64 * ONE;

/** A value in [0, 1] as a multiple of 2^-24. A sum of 2^29 of them is still exact. */
export function toFixed(value: number): number {
  return Math.round(value * ONE);
}

export function fromFixed(fixed: number): number {
  return fixed / ONE;
}

/** `-log(1 - p)` of a probability in [0, 1], as a multiple of 2^-24, at most MAX_EVIDENCE. */
export function evidenceOf(probability: number): number {
  return probability === 0 ? 0 : Math.min(MAX_EVIDENCE, Math.round(-Math.log1p(-probability) * ONE));
}

/** Saturating addition. Associative and exact, because evidence is never negative. */
export function addEvidence(a: number, b: number): number {
  return Math.min(MAX_EVIDENCE, a + b);
}

/** The probability in [0, 1] that a sum of evidence stands for: `1 - exp(-sum)`. */
export function probabilityOf(evidence: number): number {
  return evidence === 0 ? 0 : -Math.expm1(-fromFixed(evidence));
}
