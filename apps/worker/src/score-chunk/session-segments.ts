import type { ChunkRows, SessionJudge, SessionSegment, SessionTally } from '@sluice/batches';
import { SessionAccumulator } from '@sluice/detection';

/** Sessions that are judged at once, so that a chunk of many does not hold them all as rows of a model. */
const JUDGED_AT_ONCE = 4_096;

/** Aggregates the rows of a chunk by session. Rows of one session follow one another; a failed row (NaN) belongs to no aggregate. */
export function sessionSegments(chunk: ChunkRows, scores: Float64Array, threshold: number): SessionSegment[] {
  const segments: SessionSegment[] = [];
  for (let start = 0; start < chunk.rows.length;) {
    const sessionId = chunk.sessionIds[start] ?? null;
    let end = start + 1;
    while (end < chunk.rows.length && chunk.sessionIds[end] === sessionId) end++;
    if (sessionId !== null) {
      const segment = segmentOf(sessionId, chunk, scores, start, end, threshold);
      if (segment.aggregate.events > 0) segments.push(segment);
    }
    start = end;
  }
  return segments;
}

function segmentOf(
  sessionId: string,
  chunk: ChunkRows,
  scores: Float64Array,
  start: number,
  end: number,
  threshold: number,
): SessionSegment {
  const accumulator = new SessionAccumulator(threshold);
  let userId: string | null = null;
  for (let i = start; i < end; i++) {
    const score = scores[i] ?? Number.NaN;
    userId ??= chunk.userIds[i] ?? null;
    if (!Number.isNaN(score)) accumulator.add(chunk.rows[i] ?? 0, score, chunk.at[i] ?? null);
  }
  return { session_id: sessionId, user_id: userId, aggregate: accumulator.aggregate() };
}

/** Counts the sessions that lie wholly in the chunk, for progress: all but those that the chunk before or after has too. */
export async function tallyWhole(
  segments: readonly SessionSegment[],
  cut: ReadonlySet<string>,
  judge: SessionJudge,
): Promise<SessionTally> {
  const by_action = { allow: 0, review: 0, block: 0 };
  const whole = segments.filter(({ session_id }) => !cut.has(session_id)).map(({ aggregate }) => aggregate);
  for (let start = 0; start < whole.length; start += JUDGED_AT_ONCE) {
    for (const { action } of await judge(whole.slice(start, start + JUDGED_AT_ONCE))) by_action[action]++;
  }
  return { total: whole.length, flagged: by_action.review + by_action.block, by_action };
}
