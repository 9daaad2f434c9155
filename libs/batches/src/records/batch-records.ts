import type { Action, SessionAggregate } from '@sluice/detection';
import type { ErrorCode } from '@sluice/contracts';

/** Retries open further epochs; committed chunks of earlier ones stay. */
export const FIRST_EPOCH = 1;

/** Points at the tables of the attempt that planned first. Row positions are 0-based places in `rows`. */
export interface BatchPlan {
  readonly attempt: string;
  readonly started_at: number;
  readonly planned_at: number;
  /** Key of the Parquet table: row, id, session_id, user_id, at_ms, and what the model takes (text, or f0, f1, …), in scoring order. */
  readonly rows: string;
  /** Key of the Parquet table of rejected records. */
  readonly errors: string;
  /** Position after the last row of each chunk, ascending; the last one is the number of rows to score. */
  readonly chunk_ends: readonly number[];
  readonly rejected: number;
  readonly sessions: number;
}

export interface SessionTally {
  readonly total: number;
  /** Sessions whose action is not allow. */
  readonly flagged: number;
  readonly by_action: Readonly<Record<Action, number>>;
}

/** Points at the result of the attempt that committed first. */
export interface ChunkCommit {
  readonly attempt: string;
  readonly committed_at: number;
  /** Key of the chunk's result. */
  readonly result: string;
  /** SHA-256 of the scores: a second attempt must come to the same. */
  readonly checksum: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly flagged: number;
  /** Sessions that lie wholly in this chunk; what was cut is only known when the batch is finished. */
  readonly sessions: SessionTally;
}

/** Part of one session, or all of it, that lies in one chunk. */
export interface SessionSegment {
  readonly session_id: string;
  /** The first user id seen in the segment. */
  readonly user_id: string | null;
  readonly aggregate: SessionAggregate;
}

/** Everything that scoring a chunk found out. */
export interface ChunkResult {
  /** Base64 of little-endian float64 by position in the chunk; NaN where the row failed. */
  readonly scores: string;
  readonly segments: readonly SessionSegment[];
}

/** A row that its model could not score, or that was in a chunk set aside. */
export interface Quarantine {
  readonly at: number;
  readonly reason: string;
}

export const FINAL_STATES = ['completed', 'completed_with_errors', 'failed', 'cancelled', 'expired'] as const;
export type FinalState = (typeof FINAL_STATES)[number];

export interface BatchError {
  readonly code: ErrorCode;
  readonly detail: string;
}

export interface BatchCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly flagged: number;
  readonly cancelled: number;
}

/** How a batch ended: finish and cancel both try to create it, the first wins. */
export interface BatchOutcome {
  readonly state: Exclude<FinalState, 'expired'>;
  readonly attempt: string;
  readonly finished_at: number;
  readonly counts: BatchCounts;
  readonly sessions: SessionTally;
  readonly error: BatchError | null;
  /** Keys of the final Parquet tables; null when there is nothing to read (a failed batch). */
  readonly tables: { readonly rows: string; readonly sessions: string; readonly errors: string } | null;
}

/** Left by every attempt while it runs; one that stays behind is a death. */
export interface Claim {
  readonly at: number;
  /** Whether nothing else ran in that worker, so that the work itself is to blame. */
  readonly alone: boolean;
}
