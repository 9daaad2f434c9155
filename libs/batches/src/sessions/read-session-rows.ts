import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../tables/sql';
import type { LiveRow } from './write-session-rows';

export type SessionRow = Pick<LiveRow, 'id' | 'part' | 'userId' | 'at' | 'model' | 'content'>;

export interface SessionRowsQuery {
  /** Files of `writeSessionRows`. Some may hold the same rows. */
  readonly paths: readonly string[];
  readonly sessionId: string;
  /** Last id that is wanted. */
  readonly until: string;
}

/** Rows that are held at once, however long a session is. */
const PAGE_ROWS = 512;

/**
 * The rows of one session by (at, id, part), some hundred at a time, each once. Of an event id that came twice, because what knew it was lost in between, the first
 * counts. Each page reads the files again and keeps only its own rows: to sort all of them would take the memory of all of them.
 */
export async function* readSessionRows(
  connection: DuckDBConnection,
  query: SessionRowsQuery,
): AsyncGenerator<readonly SessionRow[]> {
  if (query.paths.length === 0) return;
  let last: SessionRow | undefined;
  for (let read = PAGE_ROWS; read === PAGE_ROWS;) {
    const page = (await (await connection.run(pageSql(query, last))).getRows()).map(rowOf);
    read = page.length;
    const rows: SessionRow[] = [];
    for (const row of page) {
      // Copies lie side by side: they have the same time.
      if (row.id !== last?.id || row.part !== last.part) rows.push(row);
      last = row;
    }
    yield rows;
  }
}

function pageSql({ paths, sessionId, until }: SessionRowsQuery, after: SessionRow | undefined): string {
  const files = `read_parquet([${paths.map(literal).join(', ')}])`;
  const wanted = `session_id = ${literal(sessionId)} AND id <= ${literal(until)}`;
  const rest = after ? `(at_ms, id, part) > (${after.at}, ${literal(after.id)}, ${after.part})` : 'true';
  return `WITH again AS (
      SELECT event_id, min(id) AS first FROM ${files} WHERE ${wanted} AND event_id IS NOT NULL GROUP BY event_id HAVING min(id) <> max(id)
    )
    SELECT id, part, user_id, at_ms::DOUBLE, model, content FROM ${files} LEFT JOIN again USING (event_id)
    WHERE ${wanted} AND ${rest} AND (again.first IS NULL OR again.first = id)
    ORDER BY at_ms, id, part LIMIT ${PAGE_ROWS}`;
}

function rowOf([id, part, userId, at, model, content]: readonly unknown[]): SessionRow {
  return {
    id: String(id),
    part: Number(part),
    userId: typeof userId === 'string' ? userId : null,
    at: Number(at),
    model: String(model),
    content: String(content),
  };
}
