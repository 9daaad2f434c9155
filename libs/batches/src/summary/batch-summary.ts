import type { Action, SessionReason } from '@sluice/detection';
import type { BatchCounts, BatchOutcome } from '../records/batch-records';

/** Equal bins of [0, 1] in a histogram: bin i counts from i / 20 on and below (i + 1) / 20, the last one up to 1. */
export const HISTOGRAM_BINS = 20;

/** Scores of rows in [0, 1]; null, and no counts, where there is no row. */
export interface ScoreSummary {
  /** Counts of HISTOGRAM_BINS bins. */
  readonly histogram: readonly number[];
  readonly mean: number | null;
  /** The smallest score that half of the rows do not exceed; the others alike. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface RowSummary {
  readonly by_action: Readonly<Record<Action, number>>;
  readonly by_label: Readonly<Partial<Record<string, number>>>;
  readonly score: ScoreSummary;
}

export interface TopSession {
  readonly session_id: string;
  readonly user_id: string | null;
  readonly events: number;
  readonly flagged: number;
  readonly risk: number;
  readonly action: Action;
  readonly reasons: readonly SessionReason[];
}

export interface SessionSummary {
  readonly total: number;
  readonly by_action: Readonly<Record<Action, number>>;
  /** Risks, as of the scores of rows. */
  readonly risk_histogram: readonly number[];
  /** The riskiest ones, in the order of the sessions view. */
  readonly top: readonly TopSession[];
}

export interface ErrorSummary {
  readonly code: string;
  readonly count: number;
  /** Physical lines of the first ones. */
  readonly first_lines: readonly number[];
}

/** What the tables of a batch say. */
export interface TableSummary {
  readonly rows: RowSummary;
  readonly sessions: SessionSummary;
  /** Most frequent first. */
  readonly errors: readonly ErrorSummary[];
}

/** Seconds from one record to the next. Of a batch that was retried, scoring lasts until the last commit, with the time until the retry. */
export interface StageSeconds {
  /** From the acceptance until a worker began. */
  readonly waiting: number;
  readonly planning: number;
  readonly scoring: number;
  readonly finishing: number;
  readonly total: number;
}

/** A finished batch at a glance; never changes. */
export interface BatchSummary extends Omit<TableSummary, 'sessions'> {
  readonly id: string;
  readonly state: BatchOutcome['state'];
  readonly counts: BatchCounts;
  /** null in rows mode. */
  readonly sessions: SessionSummary | null;
  readonly seconds: StageSeconds;
  /** Rows that were scored or failed, by the seconds from the start of planning to the end. */
  readonly rows_per_second: number | null;
}
