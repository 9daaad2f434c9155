import { createCipheriv } from 'node:crypto';
import { FIGURE_NAMES, type FigureName } from './figures';
import type { JudgedRows } from './judged-rows';
import type { Ranking } from './ranking';

/** Lower and upper end. */
export type Interval = readonly [low: number, high: number];

const TAIL = 0.025;

/**
 * 95 % percentile intervals of each figure over resamples of the rows with replacement. The same for the same rows and number of resamples;
 * resamples in which a figure does not exist are left out of it.
 */
export function bootstrap(
  ranking: Ranking,
  { weights }: JudgedRows,
  resamples: number,
): Readonly<Record<FigureName, Interval>> {
  const drawn = Array.from({ length: resamples }, (_, draw) => ranking.figures(resampled(weights, draw)));
  const intervals = FIGURE_NAMES.map((name) => {
    const sorted = Float64Array.from(drawn.map((figures) => figures[name]).filter(Number.isFinite)).sort();
    return [name, [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)]] as const;
  });
  // One entry for each name.
  return Object.fromEntries(intervals) as Record<FigureName, Interval>;
}

/** Weights after as many draws as there are rows: a row drawn twice counts twice. */
function resampled(weights: Float64Array, draw: number): Float64Array {
  const counted = new Float64Array(weights.length);
  for (const number of randomNumbers(weights.length, draw)) {
    const row = number % weights.length;
    counted[row] = (counted[row] ?? 0) + (weights[row] ?? 0);
  }
  return counted;
}

/** The key stream of AES in counter mode: uniform, the same everywhere, and fast enough for millions of draws. */
function randomNumbers(count: number, seed: number): Uint32Array {
  const key = Buffer.alloc(16);
  key.writeUInt32LE(seed);
  const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(count * 4));
  return Uint32Array.from({ length: count }, (_, i) => bytes.readUInt32LE(i * 4));
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  return low + ((sorted[Math.ceil(at)] ?? NaN) - low) * (at - Math.floor(at));
}
