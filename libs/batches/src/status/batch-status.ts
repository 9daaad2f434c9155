import type { ModelRef } from '@sluice/contracts';
import type { BatchManifest, InputPart } from '../records/batch-manifest';
import type {
  BatchCounts,
  BatchError,
  BatchOutcome,
  BatchPlan,
  ChunkCommit,
  FinalState,
  SessionTally,
} from '../records/batch-records';

/** Span of the average speed of a batch that runs. */
const RECENT_S = 30;

export const BATCH_STATES = [
  ...['accepted', 'planning', 'scoring', 'finishing', 'cancelling'],
  ...['completed', 'completed_with_errors', 'failed', 'cancelled', 'expired'],
] as const;
export type BatchState = FinalState | 'accepted' | 'planning' | 'scoring' | 'finishing' | 'cancelling';

/** Everything that a status is computed from. */
export interface BatchRecords {
  readonly manifest: BatchManifest;
  readonly planning: boolean;
  readonly plan: BatchPlan | null;
  readonly commits: readonly ChunkCommit[];
  /** Pieces that are neither committed nor set aside. */
  readonly openPieces: number;
  /** Rows of the pieces set aside. */
  readonly rowsSetAside: number;
  readonly cancelled: boolean;
  readonly expired: boolean;
  readonly outcome: BatchOutcome | null;
}

/** Status of a batch; times in epoch milliseconds, counts in rows. */
export interface BatchStatus {
  readonly id: string;
  readonly state: BatchState;
  readonly mode: BatchManifest['mode'];
  /** null: the input came as one file. */
  readonly files: readonly InputPart[] | null;
  readonly model: ModelRef;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly expiresAt: number;
  readonly progressPercent: number;
  readonly processed: number;
  readonly counts: BatchCounts;
  readonly sessions: SessionTally | null;
  readonly rowsPerSecond: number | null;
  readonly estimatedCompletion: number | null;
  readonly error: BatchError | null;
}

export function isFinal(state: BatchState): state is FinalState {
  return ['completed', 'completed_with_errors', 'failed', 'cancelled', 'expired'].includes(state);
}

/** The state follows from which records exist, never from a job's state. `now` in epoch milliseconds. */
export function batchStatus(records: BatchRecords, now: number): BatchStatus {
  const { manifest, plan, outcome } = records;
  const counts = outcome?.counts ?? runningCounts(records);
  const processed = counts.succeeded + counts.failed;
  const rowsPerSecond = speed(records, processed, now);
  return {
    id: manifest.id,
    state: stateOf(records),
    mode: manifest.mode,
    files: manifest.input.parts ?? null,
    model: manifest.model.ref,
    createdAt: manifest.created_at,
    startedAt: plan?.started_at ?? null,
    finishedAt: outcome?.finished_at ?? null,
    expiresAt: manifest.expires_at,
    progressPercent: progress(records, processed, counts.total),
    processed,
    counts,
    sessions: manifest.mode === 'sessions' ? (outcome?.sessions ?? runningSessions(records)) : null,
    rowsPerSecond,
    estimatedCompletion: outcome === null ? completion(counts.total - processed, rowsPerSecond, now) : null,
    error: outcome?.error ?? null,
  };
}

function stateOf({ planning, plan, openPieces, cancelled, expired, outcome }: BatchRecords): BatchState {
  if (expired) return 'expired';
  if (outcome !== null) return outcome.state;
  if (cancelled) return 'cancelling';
  if (plan === null) return planning ? 'planning' : 'accepted';
  return openPieces > 0 ? 'scoring' : 'finishing';
}

function runningCounts({ plan, commits, rowsSetAside }: BatchRecords): BatchCounts {
  if (plan === null) return { total: 0, succeeded: 0, failed: 0, flagged: 0, cancelled: 0 };
  const sum = (member: 'succeeded' | 'failed' | 'flagged'): number =>
    commits.reduce((total, commit) => total + commit[member], 0);
  return {
    total: (plan.chunk_ends.at(-1) ?? 0) + plan.rejected,
    succeeded: sum('succeeded'),
    failed: sum('failed') + plan.rejected + rowsSetAside,
    flagged: sum('flagged'),
    cancelled: 0,
  };
}

function runningSessions({ plan, commits }: BatchRecords): SessionTally {
  const sum = (pick: (tally: SessionTally) => number): number =>
    commits.reduce((total, { sessions }) => total + pick(sessions), 0);
  return {
    total: plan?.sessions ?? 0,
    flagged: sum(({ flagged }) => flagged),
    by_action: {
      allow: sum(({ by_action }) => by_action.allow),
      review: sum(({ by_action }) => by_action.review),
      block: sum(({ by_action }) => by_action.block),
    },
  };
}

/** One decimal, and 100 only when everything is done. */
function progress({ outcome, plan }: BatchRecords, processed: number, total: number): number {
  if (outcome !== null) return outcome.state === 'cancelled' ? share(processed, total) : 100;
  return plan === null ? 0 : Math.min(99.9, share(processed, total));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 1_000) / 10;
}

/** Rows per second: of a batch that has ended over all of it, of one that runs by what was committed lately. null before there is anything to tell. */
function speed({ plan, commits, outcome }: BatchRecords, processed: number, now: number): number | null {
  if (plan === null || processed === 0) return null;
  const seconds = ((outcome?.finished_at ?? now) - plan.started_at) / 1_000;
  if (seconds <= 0) return null;
  return Math.round(outcome === null ? recentSpeed(commits, plan.planned_at, now) : processed / seconds);
}

/** An exponentially weighted average, in which what happened RECENT_S ago weighs 1/e: the rows of each commit, by its age, over the time weighed alike. */
function recentSpeed(commits: readonly ChunkCommit[], since: number, now: number): number {
  const weight = (at: number): number => Math.exp(-Math.max(0, now - at) / (RECENT_S * 1_000));
  const rows = commits.reduce(
    (sum, { succeeded, failed, committed_at }) => sum + (succeeded + failed) * weight(committed_at),
    0,
  );
  const seconds = RECENT_S * (1 - weight(since));
  return seconds <= 0 ? 0 : rows / seconds;
}

function completion(rowsLeft: number, rowsPerSecond: number | null, now: number): number | null {
  return rowsPerSecond === null || rowsPerSecond === 0 ? null : Math.round(now + (rowsLeft / rowsPerSecond) * 1_000);
}
