/** Deciles, as the index is usually taken. */
const GROUPS = 10;
/** A row in each group of each side that was not seen: keeps empty groups finite. */
const PRIOR = 0.5;
/** Quantile of the normal distribution at 0.999. */
const Z_999 = 3.0902;

export interface PopulationStability {
  /** Sum over groups of (q - p) * ln(q / p), at least 0. Under 0.1: alike; over 0.25: another population (Siddiqi, Credit Risk Scorecards, 2006). */
  readonly psi: number;
  /** What chance alone exceeds once in a thousand times, of so few rows (chi squared: Yurdakul, 2018). */
  readonly noise: number;
}

/**
 * Population stability index of two histograms with the same bins. The bins are first joined to about ten groups of equal weight in the
 * baseline.
 */
export function populationStability(baseline: Float64Array, candidate: Float64Array): PopulationStability {
  const [p, q] = grouped(baseline, candidate);
  const [n, m] = [sum(p), sum(q)];
  const share = (count: number, total: number): number => (count + PRIOR) / (total + PRIOR * p.length);
  const psi = p.reduce((total, count, group) => {
    const [before, after] = [share(count, n), share(q[group] ?? 0, m)];
    return total + (after - before) * Math.log(after / before);
  }, 0);
  return { psi, noise: n > 0 && m > 0 ? chiSquared999(p.length - 1) * (1 / n + 1 / m) : Infinity };
}

function grouped(baseline: Float64Array, candidate: Float64Array): [number[], number[]] {
  const [p, q]: [number[], number[]] = [[0], [0]];
  const size = sum(baseline) / GROUPS;
  baseline.forEach((count, bin) => {
    const last = p.length - 1;
    p[last] = (p[last] ?? 0) + count;
    q[last] = (q[last] ?? 0) + (candidate[bin] ?? 0);
    if ((p[last] ?? 0) >= size && size > 0 && bin < baseline.length - 1) [p, q].forEach((side) => side.push(0));
  });
  return [p, q];
}

function sum(counts: Float64Array | readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** Quantile at 0.999, by Wilson and Hilferty (1931). */
function chiSquared999(degrees: number): number {
  if (degrees < 1) return 0;
  const spread = 2 / (9 * degrees);
  return degrees * (1 - spread + Z_999 * Math.sqrt(spread)) ** 3;
}
