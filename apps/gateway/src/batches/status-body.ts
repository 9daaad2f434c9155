import { batchLinks, isFinal, type BatchStatus } from '@sluice/batches';
import type { BatchStatusDto } from './batch-status.dto';

const time = (at: number): string => new Date(at).toISOString();
const timeOrNull = (at: number | null): string | null => (at === null ? null : time(at));

/** The status of a batch as it goes over the wire. */
export function statusBody(status: BatchStatus): BatchStatusDto {
  return {
    id: status.id,
    job_id: status.id,
    state: status.state,
    mode: status.mode,
    files: status.files,
    model: status.model,
    created_at: time(status.createdAt),
    started_at: timeOrNull(status.startedAt),
    finished_at: timeOrNull(status.finishedAt),
    expires_at: time(status.expiresAt),
    progress_percent: status.progressPercent,
    total_count: status.counts.total,
    processed_count: status.processed,
    counts: status.counts,
    sessions: status.sessions,
    rows_per_second: status.rowsPerSecond,
    estimated_completion: timeOrNull(status.estimatedCompletion),
    message: message(status),
    error: status.error,
    links: batchLinks(status.id),
  };
}

/** What a person would want to be told. */
function message({ state, counts, error }: BatchStatus): string | null {
  if (error !== null) return error.detail;
  if (state === 'completed_with_errors')
    return `${counts.failed} of ${counts.total} records failed; view=errors lists them by line.`;
  if (state === 'cancelled') return `Cancelled; ${counts.succeeded} rows were done and can be read.`;
  return state === 'expired' ? 'The retention of this batch is over and its data is deleted.' : null;
}

/** Seconds after which to ask again, undefined when nothing will change any more. */
export function retryAfterS({ state, estimatedCompletion }: BatchStatus, now: number): number | undefined {
  if (isFinal(state)) return undefined;
  const leftMs = estimatedCompletion === null ? 1_000 : estimatedCompletion - now;
  return Math.min(30, Math.max(1, Math.ceil(leftMs / 2_000)));
}
