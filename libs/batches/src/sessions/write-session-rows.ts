import { BIGINT, DuckDBDataChunk, INTEGER, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../tables/sql';

/** Rows handed to DuckDB at once, and most of a row group: reading one session skips the others. */
const APPEND_ROWS = 2_048;

/** One row of a call that belongs to a live session, with what is needed to score it again. */
export interface LiveRow {
  /** Id of the call in the stream, in a form whose order as text is the order of the stream. */
  readonly id: string;
  /** Place of the row in its call, from 0. */
  readonly part: number;
  readonly sessionId: string;
  readonly userId: string | null;
  readonly eventId: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Model and version that scored it in stage 1. */
  readonly model: string;
  readonly version: string;
  /** A text, or an instance as JSON. */
  readonly content: string;
}

/** Writes rows as one Parquet file, in the order of their sessions. The same rows give the same bytes. */
export async function writeSessionRows(
  connection: DuckDBConnection,
  rows: readonly LiveRow[],
  path: string,
): Promise<void> {
  await connection.run(
    `CREATE TEMP TABLE live_rows (id VARCHAR, part INTEGER, session_id VARCHAR, user_id VARCHAR, event_id VARCHAR, at_ms BIGINT,
     model VARCHAR, version VARCHAR, content VARCHAR)`,
  );
  const appender = await connection.createAppender('live_rows');
  for (let start = 0; start < rows.length; start += APPEND_ROWS) {
    const some = rows.slice(start, start + APPEND_ROWS);
    const types = [VARCHAR, INTEGER, VARCHAR, VARCHAR, VARCHAR, BIGINT, VARCHAR, VARCHAR, VARCHAR];
    const chunk = DuckDBDataChunk.create(types);
    chunk.setColumns([
      some.map(({ id }) => id),
      some.map(({ part }) => part),
      some.map(({ sessionId }) => sessionId),
      some.map(({ userId }) => userId),
      some.map(({ eventId }) => eventId),
      some.map(({ at }) => BigInt(at)),
      some.map(({ model }) => model),
      some.map(({ version }) => version),
      some.map(({ content }) => content),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await copyInOrder(connection, 'SELECT * FROM live_rows', path);
}

/** Writes the rows of several files of `writeSessionRows` as one, each once. */
export async function mergeSessionRows(
  connection: DuckDBConnection,
  paths: readonly string[],
  path: string,
): Promise<void> {
  await copyInOrder(connection, `SELECT DISTINCT * FROM read_parquet([${paths.map(literal).join(', ')}])`, path);
}

async function copyInOrder(connection: DuckDBConnection, select: string, path: string): Promise<void> {
  const sorted = `${select} ORDER BY session_id, id, part`;
  await connection.run(`COPY (${sorted}) TO ${literal(path)} (FORMAT parquet, ROW_GROUP_SIZE ${APPEND_ROWS})`);
}
