import type { DuckDBConnection } from '@duckdb/node-api';
import type { BatchManifest } from '../records/batch-manifest';
import type { ChunkResult, SessionTally } from '../records/batch-records';
import { copySorted } from './copy-sorted';
import { errorMessageSql } from './error-messages';
import { linesOf } from './rejected-records';
import { decodeScores } from './scores-codec';
import { failedRowsSql, ScoreTable, scoredRowsSql } from './score-table';
import { SessionTable } from './session-table';
import { sessionJudge, type SessionRisks } from '../sessions/session-judge';
import { literal } from './sql';

/** Small, so that whoever streams a table decompresses little at a time, and whoever writes it holds little. */
const ROW_GROUP_ROWS = 16_384;
const PARQUET = `(FORMAT parquet, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`;

/** What became of one chunk: its result, or null and why its rows have no scores. */
export type FinishedChunk =
  | { readonly rows: number; readonly result: ChunkResult }
  | { readonly rows: number; readonly result: null; readonly why: 'QUARANTINED' | 'CANCELLED' };

export interface ResultFiles {
  readonly rows: string;
  readonly sessions: string;
  readonly errors: string;
}

export interface ResultRequest {
  readonly manifest: BatchManifest;
  readonly input: string;
  readonly planRows: string;
  readonly planErrors: string;
  /** Of every chunk, in order. */
  readonly chunks: AsyncIterable<FinishedChunk>;
  readonly risks: SessionRisks;
  /** Paths of the Parquet files to write. */
  readonly files: ResultFiles;
}

export interface ResultCounts {
  readonly succeeded: number;
  readonly flagged: number;
  readonly failed: number;
  readonly sessions: SessionTally;
}

/** Writes the final tables: rows in input order, sessions by risk, errors by record. Memory stays bounded whatever the size of the batch. */
export async function writeResults(connection: DuckDBConnection, request: ResultRequest): Promise<ResultCounts> {
  const { manifest, files } = request;
  const sessions = await loadChunks(connection, request);
  const plan = `SELECT * FROM read_parquet(${literal(request.planRows)})`;
  await copySorted(connection, {
    from: `SELECT * FROM (${scoredRowsSql(plan, manifest)}) WHERE score IS NOT NULL`,
    order: '"row"',
    to: files.rows,
  });
  await connection.run(
    `COPY (SELECT * FROM sessions ORDER BY risk DESC, flagged DESC, session_id) TO ${literal(files.sessions)} ${PARQUET}`,
  );
  await writeErrors(connection, request, plan);
  const count = async (sql: string): Promise<number> =>
    Number((await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${sql}`)).value(0, 0));
  return {
    succeeded: await count(`read_parquet(${literal(files.rows)})`),
    flagged: await count(`scores WHERE score >= ${manifest.model.threshold}`),
    failed: await count(`read_parquet(${literal(files.errors)})`),
    sessions,
  };
}

/** Makes the temporary tables `scores` and `sessions`. */
async function loadChunks(
  connection: DuckDBConnection,
  { manifest, chunks, risks }: ResultRequest,
): Promise<SessionTally> {
  const scores = await ScoreTable.create(connection, manifest.model.bands);
  const sessions = await SessionTable.create(connection, sessionJudge(manifest.model, risks));
  for await (const { rows, ...chunk } of chunks) {
    if (chunk.result === null) {
      scores.skip(rows, chunk.why === 'QUARANTINED' ? chunk.why : null);
    } else {
      scores.append(decodeScores(chunk.result.scores));
      await sessions.add(chunk.result.segments);
    }
  }
  scores.close();
  return sessions.finish();
}

async function writeErrors(
  connection: DuckDBConnection,
  { manifest, input, planErrors, files }: ResultRequest,
  plan: string,
): Promise<void> {
  await connection.run(
    `CREATE TEMP TABLE errors AS SELECT line, "row", code, field FROM read_parquet(${literal(planErrors)})`,
  );
  await connection.run(`CREATE TEMP TABLE failed AS ${failedRowsSql(plan)}`);
  await locateFailed(connection, input, manifest);
  await connection.run(
    `COPY (SELECT line, "row", code, field, ${errorMessageSql()} AS message FROM errors ORDER BY "row")
     TO ${literal(files.errors)} ${PARQUET}`,
  );
}

/** Rows that could be read but not scored: the plan holds no lines, so the input is walked once more. */
async function locateFailed(connection: DuckDBConnection, input: string, manifest: BatchManifest): Promise<void> {
  const reader = await connection.runAndReadAll('SELECT "row"::DOUBLE FROM failed ORDER BY "row"');
  const rows = (reader.getColumnsJS()[0] ?? []).map(Number);
  if (rows.length === 0) return;
  const lines = await linesOf(rows, input, manifest.input);
  await connection.run('CREATE TEMP TABLE places ("row" BIGINT, line BIGINT)');
  const appender = await connection.createAppender('places');
  for (const row of rows) {
    appender.appendBigInt(BigInt(row));
    appender.appendBigInt(BigInt(lines.get(row) ?? row));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run('INSERT INTO errors SELECT line, "row", code, NULL FROM failed JOIN places USING ("row")');
}
