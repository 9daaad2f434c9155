import { addEvidence } from './fixed-point';
import { mergeStreaks, type Streak } from './streak';
import { mergeTopRows, type TopRow } from './top-rows';

/** One scored row of a session. */
export interface ScoredRow {
  /** 1-based data record of the file. */
  readonly row: number;
  /** P(positive), in [0, 1]. */
  readonly score: number;
  /** When it happened, epoch milliseconds, or null. */
  readonly at: number | null;
}

/**
 * All that a verdict needs to know of a contiguous run of the rows of one session, ordered by (occurred_at, row).
 * Plain JSON of under 400 bytes; equal runs give equal bytes however they were cut into segments.
 */
export interface SessionAggregate {
  readonly events: number;
  /** Rows with score >= threshold. */
  readonly flagged: number;
  /** 0 when there are no rows. */
  readonly max_score: number;
  /** First and last known time in the order of the run, epoch milliseconds; null when no row has one. */
  readonly first_at: number | null;
  readonly last_at: number | null;
  /** Sum of scores, in units of 2^-24. */
  readonly score_sum: number;
  /** Sum of -log(1 - e), e the excess over the threshold, in units of 2^-24, saturating (see MAX_EVIDENCE). */
  readonly excess_evidence: number;
  /** Sum of -log(1 - score), likewise. */
  readonly score_evidence: number;
  readonly streak: Streak;
  /** At most TOP_ROWS, by (score descending, row ascending). */
  readonly top_rows: readonly TopRow[];
}

/** The aggregate of two neighbouring runs of one session, `a` before `b`, made with one threshold. Associative and exact. */
export function mergeAggregates(a: SessionAggregate, b: SessionAggregate): SessionAggregate {
  return {
    events: a.events + b.events,
    flagged: a.flagged + b.flagged,
    max_score: Math.max(a.max_score, b.max_score),
    first_at: a.first_at ?? b.first_at,
    last_at: b.last_at ?? a.last_at,
    score_sum: a.score_sum + b.score_sum,
    excess_evidence: addEvidence(a.excess_evidence, b.excess_evidence),
    score_evidence: addEvidence(a.score_evidence, b.score_evidence),
    streak: mergeStreaks(a.streak, b.streak),
    top_rows: mergeTopRows(a.top_rows, b.top_rows),
  };
}
