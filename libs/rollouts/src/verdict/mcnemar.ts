export interface McNemarTest {
  readonly method: 'exact' | 'chi_squared';
  /** Rows that only the first flagged, and only the second. */
  readonly only_first: number;
  readonly only_second: number;
  /** Two-sided: how likely so uneven a split is when both flag equally often. */
  readonly p_value: number;
}

/** Under this many rows the normal approximation is too coarse. */
const EXACT_BELOW = 25;

/**
 * McNemar's test (1947) of two judges of the same rows: exact by the binomial distribution for few discordant rows, else chi squared with the
 * continuity correction of Edwards (1948).
 */
export function mcnemar(onlyFirst: number, onlySecond: number): McNemarTest {
  const discordant = onlyFirst + onlySecond;
  const counts = { only_first: onlyFirst, only_second: onlySecond };
  if (discordant < EXACT_BELOW) {
    return { method: 'exact', ...counts, p_value: binomialP(Math.min(onlyFirst, onlySecond), discordant) };
  }
  const chi2 = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1) ** 2 / discordant;
  return { method: 'chi_squared', ...counts, p_value: erfc(Math.sqrt(chi2 / 2)) };
}

/** Two-sided, of a fair coin. */
function binomialP(fewer: number, of: number): number {
  let ways = 1;
  let sum = 0;
  for (let k = 0; k <= fewer; k++) {
    sum += ways;
    ways = (ways * (of - k)) / (k + 1);
  }
  return Math.min(1, (2 * sum) / 2 ** of);
}

/** Complementary error function of x >= 0, by Abramowitz and Stegun 7.1.26: absolute error under 1.5e-7. */
function erfc(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const series = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  return t * series.reduceRight((sum, a) => sum * t + a, 0) * Math.exp(-x * x);
}
