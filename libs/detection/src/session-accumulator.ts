import { excessOver } from './excess';
import { addEvidence, evidenceOf, toFixed } from './fixed-point';
import type { ScoredRow, SessionAggregate } from './session-aggregate';
import { insertTopRow, type TopRow } from './top-rows';

/**
 * Builds the aggregate of one run, row by row, without an object per row: callers that hold columns pass their values.
 * Rows must come in the order of the run.
 */
export class SessionAccumulator {
  private events = 0;
  private flagged = 0;
  private maxScore = 0;
  private firstAt: number | null = null;
  private lastAt: number | null = null;
  private scoreSum = 0;
  private excessEvidence = 0;
  private scoreEvidence = 0;
  private prefix = 0;
  private suffix = 0;
  private best = 0;
  private readonly top: TopRow[] = [];

  /** `threshold` of the model, in [0, 1]: rows from it on are flagged. */
  constructor(private readonly threshold: number) {
    if (!isProbability(threshold)) throw new RangeError('A threshold must lie in [0, 1].');
  }

  /** @param at epoch milliseconds or null. Throws RangeError for a score outside [0, 1]. */
  add(row: number, score: number, at: number | null): void {
    if (!isProbability(score)) throw new RangeError('A score must lie in [0, 1].');
    this.events += 1;
    this.scoreSum += toFixed(score);
    this.scoreEvidence = addEvidence(this.scoreEvidence, evidenceOf(score));
    if (score > this.maxScore) this.maxScore = score;
    if (at !== null) {
      this.firstAt ??= at;
      this.lastAt = at;
    }
    if (score >= this.threshold) this.flag(score);
    else this.suffix = 0;
    insertTopRow(this.top, row, score);
  }

  aggregate(): SessionAggregate {
    return {
      events: this.events,
      flagged: this.flagged,
      max_score: this.maxScore,
      first_at: this.firstAt,
      last_at: this.lastAt,
      score_sum: this.scoreSum,
      excess_evidence: this.excessEvidence,
      score_evidence: this.scoreEvidence,
      streak: { length: this.events, prefix: this.prefix, suffix: this.suffix, best: this.best },
      top_rows: [...this.top],
    };
  }

  private flag(score: number): void {
    this.flagged += 1;
    this.excessEvidence = addEvidence(this.excessEvidence, evidenceOf(excessOver(score, this.threshold)));
    this.suffix += 1;
    if (this.suffix === this.events) this.prefix = this.suffix;
    if (this.suffix > this.best) this.best = this.suffix;
  }
}

/** The aggregate of one row. */
export function aggregateRow(row: ScoredRow, threshold: number): SessionAggregate {
  return aggregateRows([row], threshold);
}

/** The aggregate of a run of rows in order. Of no rows: the neutral element of mergeAggregates. */
export function aggregateRows(rows: Iterable<ScoredRow>, threshold: number): SessionAggregate {
  const accumulator = new SessionAccumulator(threshold);
  for (const { row, score, at } of rows) accumulator.add(row, score, at);
  return accumulator.aggregate();
}

function isProbability(value: number): boolean {
  return value >= 0 && value <= 1;
}
