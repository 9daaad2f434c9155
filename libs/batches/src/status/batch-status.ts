import type { ModelRef } from '@sluice/contracts';
import type { BatchManifest } from '../records/batch-manifest';
import type {
  BatchCounts,
  BatchError,
  BatchOutcome,
  BatchPlan,
  ChunkCommit,
  FinalState,
  SessionTally,
} from '../records/batch-records';

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
  /** Numbers of the chunks set aside. */
  readonly quarantined: readonly number[];
  readonly cancelled: boolean;
  readonly expired: boolean;
  readonly outcome: BatchOutcome | null;
}

/** Status of a batch; times in epoch milliseconds, counts in rows. */
export interface BatchStatus {
  readonly id: string;
  readonly state: BatchState;
  readonly mode: BatchManifest['mode'];
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

function stateOf({ planning, plan, commits, quarantined, cancelled, expired, outcome }: BatchRecords): BatchState {
  if (expired) return 'expired';
  if (outcome !== null) return outcome.state;
  if (cancelled) return 'cancelling';
  if (plan === null) return planning ? 'planning' : 'accepted';
  return commits.length + quarantined.length < plan.chunk_ends.length ? 'scoring' : 'finishing';
}

function runningCounts({ plan, commits, quarantined }: BatchRecords): BatchCounts {
  if (plan === null) return { total: 0, succeeded: 0, failed: 0, flagged: 0, cancelled: 0 };
  const sum = (member: 'succeeded' | 'failed' | 'flagged'): number =>
    commits.reduce((total, commit) => total + commit[member], 0);
  const setAside = quarantined.reduce((total, chunk) => total + rowsOfChunk(plan, chunk), 0);
  return {
    total: (plan.chunk_ends.at(-1) ?? 0) + plan.rejected,
    succeeded: sum('succeeded'),
    failed: sum('failed') + plan.rejected + setAside,
    flagged: sum('flagged'),
    cancelled: 0,
  };
}

/** Rows of one chunk of a plan. */
export function rowsOfChunk({ chunk_ends }: BatchPlan, chunk: number): number {
  return (chunk_ends[chunk] ?? 0) - (chunk === 0 ? 0 : (chunk_ends[chunk - 1] ?? 0));
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

/** Rows per second since the work began, null before there is anything to tell. */
function speed({ plan, outcome }: BatchRecords, processed: number, now: number): number | null {
  if (plan === null || processed === 0) return null;
  const seconds = ((outcome?.finished_at ?? now) - plan.started_at) / 1_000;
  return seconds <= 0 ? null : Math.round(processed / seconds);
}

function completion(rowsLeft: number, rowsPerSecond: number | null, now: number): number | null {
  return rowsPerSecond === null || rowsPerSecond === 0 ? null : Math.round(now + (rowsLeft / rowsPerSecond) * 1_000);
}
