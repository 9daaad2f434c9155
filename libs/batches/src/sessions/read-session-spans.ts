import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../tables/sql';

/** What files hold of one session. */
export interface SessionSpan {
  readonly sessionId: string;
  /** Ids of its first and of its last event. */
  readonly first: string;
  readonly last: string;
  /** Model that scored the last one. */
  readonly model: string;
  /** The first that any of them names. */
  readonly userId: string | null;
}

export interface SessionSpansQuery {
  /** Files of `writeSessionRows`. Some may hold the same rows. */
  readonly paths: readonly string[];
  /** Last id that counts. */
  readonly until: string;
  /** Which of how many parts of the sessions are wanted, from 0: what is held in memory is one part. */
  readonly part: number;
  readonly parts: number;
}

const PAGE_SESSIONS = 512;

/** About how many sessions files hold. */
export async function countSessions(connection: DuckDBConnection, paths: readonly string[]): Promise<number> {
  if (paths.length === 0) return 0;
  const result = await connection.run(`SELECT approx_count_distinct(session_id)::DOUBLE FROM ${filesOf(paths)}`);
  return Number((await result.getRows())[0]?.[0]);
}

/** The sessions of one part, some hundred at a time, each once, in any order. */
export async function* readSessionSpans(
  connection: DuckDBConnection,
  { paths, until, part, parts }: SessionSpansQuery,
): AsyncGenerator<readonly SessionSpan[]> {
  if (paths.length === 0) return;
  const result = await connection.stream(
    `SELECT session_id, min(id), max(id), arg_max(model, id), arg_min(user_id, id) FROM ${filesOf(paths)}
     WHERE hash(session_id) % ${parts} = ${part} AND id <= ${literal(until)} GROUP BY session_id`,
  );
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const spans = chunk.getRows().map(spanOf);
    for (let at = 0; at < spans.length; at += PAGE_SESSIONS) yield spans.slice(at, at + PAGE_SESSIONS);
  }
}

function filesOf(paths: readonly string[]): string {
  return `read_parquet([${paths.map(literal).join(', ')}])`;
}

function spanOf([sessionId, first, last, model, userId]: readonly unknown[]): SessionSpan {
  return {
    ...{ sessionId: String(sessionId), first: String(first), last: String(last), model: String(model) },
    userId: typeof userId === 'string' ? userId : null,
  };
}
