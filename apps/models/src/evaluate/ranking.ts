import type { Figures } from './figures';
import type { JudgedRows } from './judged-rows';

const BINS = 15;
const MOST_FALSE_POSITIVES = 0.01;

/** Weight of the negative and of the positive rows that a threshold flags. */
interface Flagged {
  readonly falsely: number;
  readonly truly: number;
}

/** Rows sorted once by score, so that figures of many resamples of them cost one pass each. */
export class Ranking {
  /** Indices of the rows, highest score first. */
  private readonly order: Uint32Array;

  /** @param threshold score from which on a row is flagged */
  constructor(
    private readonly rows: JudgedRows,
    private readonly threshold: number,
  ) {
    this.order = Uint32Array.from(rows.scores.keys());
    this.order.sort((a, b) => (rows.scores[b] ?? 0) - (rows.scores[a] ?? 0));
  }

  /** @param weights in place of those of the rows; 0 leaves a row out */
  figures(weights: Float64Array = this.rows.weights): Figures {
    const { labels } = this.rows;
    const total = [0, 0];
    for (let row = 0; row < labels.length; row++) add(total, labels[row] ?? 0, weights[row] ?? 0);
    const [negative = 0, positive = 0] = total;
    const curve = this.curve(weights, positive, negative);
    return { ...curve, ...this.atThreshold(weights, positive, negative), ece: this.calibrationError(weights) };
  }

  private curve(
    weights: Float64Array,
    positive: number,
    negative: number,
  ): Pick<Figures, 'auc' | 'ap' | 'recallAt1PctFpr'> {
    let [ordered, ap, recallAt1PctFpr] = [0, 0, 0];
    let before: Flagged = { falsely: 0, truly: 0 };
    for (const now of this.steps(weights)) {
      const gained = now.truly - before.truly;
      ordered += (now.falsely - before.falsely) * (before.truly + gained / 2);
      if (gained > 0) ap += (gained / positive) * (now.truly / (now.truly + now.falsely));
      if (now.falsely <= MOST_FALSE_POSITIVES * negative) recallAt1PctFpr = now.truly / positive;
      before = now;
    }
    return {
      auc: ordered / (positive * negative),
      ap: positive > 0 ? ap : NaN,
      recallAt1PctFpr: positive > 0 && negative > 0 ? recallAt1PctFpr : NaN,
    };
  }

  /** What is flagged from each distinct score on, highest first: one step for tied rows, so that their order does not show. */
  private *steps(weights: Float64Array): Generator<Flagged> {
    const { scores, labels } = this.rows;
    const total = [0, 0];
    for (const [at, row] of this.order.entries()) {
      add(total, labels[row] ?? 0, weights[row] ?? 0);
      const next = this.order[at + 1];
      if (next !== undefined && scores[next] === scores[row]) continue;
      const [falsely = 0, truly = 0] = total;
      yield { falsely, truly };
    }
  }

  private atThreshold(
    weights: Float64Array,
    positive: number,
    negative: number,
  ): Pick<Figures, 'precision' | 'recall' | 'balancedAccuracy'> {
    const { scores, labels } = this.rows;
    const flagged = [0, 0];
    for (let row = 0; row < labels.length; row++) {
      if ((scores[row] ?? 0) >= this.threshold) add(flagged, labels[row] ?? 0, weights[row] ?? 0);
    }
    const [falsely = 0, truly = 0] = flagged;
    const recall = truly / positive;
    return {
      precision: truly / (truly + falsely),
      recall,
      balancedAccuracy: (recall + 1 - falsely / negative) / 2,
    };
  }

  private calibrationError(weights: Float64Array): number {
    const { scores, labels } = this.rows;
    const gaps = new Float64Array(BINS);
    let total = 0;
    for (let row = 0; row < labels.length; row++) {
      const score = scores[row] ?? 0;
      const weight = weights[row] ?? 0;
      const bin = Math.min(BINS - 1, Math.floor(score * BINS));
      gaps[bin] = (gaps[bin] ?? 0) + weight * (score - (labels[row] ?? 0));
      total += weight;
    }
    return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total;
  }
}

function add(totals: number[], label: number, weight: number): void {
  totals[label] = (totals[label] ?? 0) + weight;
}
