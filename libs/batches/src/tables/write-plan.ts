import { rm } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BIGINT, DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import type { BatchMode, ColumnMapping, InputShape } from '../records/batch-manifest';
import { inputSql } from './input-source';
import { linesOf, MAX_BAD_RECORDS, rejectedRecords, tooManyBadRecords, type RejectedRecord } from './rejected-records';
import { rowErrorSql, timeSql } from './row-checks';
import { literal } from './sql';
import { unifyLineEnds } from './unify-line-ends';

/** Rows of one Parquet row group: about a chunk, so that reading a chunk skips the rest. */
const ROW_GROUP_ROWS = 16_384;
const APPEND_ROWS = 2_048;

export interface PlanRequest {
  readonly input: string;
  readonly shape: InputShape;
  readonly mapping: ColumnMapping;
  readonly mode: BatchMode;
  readonly maxTextLength: number;
  readonly maxRows: number;
  /** Paths of the two files to write. */
  readonly rows: string;
  readonly errors: string;
}

interface StagedInput {
  readonly input: string;
  readonly rejected: readonly RejectedRecord[];
}

export interface PlanTables {
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * Reads a whole file and writes two Parquet tables: `rows` (row, id, session_id, user_id, at_ms, text) in scoring order, and `errors` (line, row, code, field).
 * @throws SluiceError INVALID_FILE when the file cannot be read at all, or has too many records
 */
export async function writePlan(connection: DuckDBConnection, request: PlanRequest): Promise<PlanTables> {
  const { rejected, input } = await stageRecords(connection, request);
  try {
    return await writeTables(connection, { ...request, input }, rejected);
  } finally {
    if (input !== request.input) await rm(input, { force: true });
  }
}

async function writeTables(
  connection: DuckDBConnection,
  request: PlanRequest,
  rejected: readonly RejectedRecord[],
): Promise<PlanTables> {
  await numberRecords(connection, rejected);
  const accepted = await count(connection, 'staged WHERE error IS NULL');
  if (accepted + rejected.length > request.maxRows) {
    throw new SluiceError('INVALID_FILE', `The file has more than ${request.maxRows} records. Split it.`);
  }
  await writeErrors(connection, request, rejected);
  const order = request.mode === 'sessions' ? 'session_id, at_ms, "row"' : '"row"';
  await connection.run(
    `COPY (SELECT k + shift AS "row", id, session_id, user_id, at_ms, text FROM numbered WHERE error IS NULL ORDER BY ${order})
     TO ${literal(request.rows)} (FORMAT parquet, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
  );
  return { accepted, rejected: await count(connection, `read_parquet(${literal(request.errors)})`) };
}

/**
 * Reads the records into the temporary table `staged` (k: 1-based among those that could be read). DuckDB stops at a CSV with mixed line ends; such a
 * file is read again from a copy that has only one kind.
 * @returns what could not be read, and the file to which its offsets refer
 */
async function stageRecords(connection: DuckDBConnection, request: PlanRequest): Promise<StagedInput> {
  const { input, shape } = request;
  try {
    await stage(connection, request);
    return { input, rejected: await rejectedRecords(connection, input, shape) };
  } catch (error) {
    const known = unreadable(error);
    if (shape.delimiter === null || known.code !== 'INVALID_FILE' || error instanceof SluiceError) throw known;
    const copy = `${request.rows}.csv`;
    try {
      await unifyLineEnds(input, copy, shape.delimiter);
      await connection.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans');
      await stage(connection, { ...request, input: copy });
      return { input: copy, rejected: await rejectedRecords(connection, copy, shape) };
    } catch (again) {
      await rm(copy, { force: true });
      throw unreadable(again);
    }
  }
}

/** What DuckDB or Node say when not the file but the disk or the memory of this machine is at fault. */
const OURS = /no space left|ENOSPC|out of memory|could not (write|read enough)|failed to (write|offload)/i;

function unreadable(cause: unknown): SluiceError {
  if (cause instanceof SluiceError) return cause;
  if (cause instanceof Error && OURS.test(cause.message)) {
    return new SluiceError('STORAGE_FULL', 'There is no room to read the file. It is tried again.', { cause });
  }
  const detail = 'The file cannot be read to its end. Check that it is complete and of its type.';
  return new SluiceError('INVALID_FILE', detail, { cause });
}

async function stage(connection: DuckDBConnection, request: PlanRequest): Promise<void> {
  const sessions = request.mode === 'sessions';
  const sessionId = sessions ? "NULLIF(session_id, '')" : 'NULL::VARCHAR';
  const at = sessions ? timeSql('time_text') : 'NULL::BIGINT';
  const checks = rowErrorSql({ maxTextLength: request.maxTextLength, sessions });
  const records = inputSql(request.input, request.shape, request.mapping);
  await connection.run(`CREATE TEMP TABLE staged AS
    SELECT k, text, id, session_id, user_id, at_ms, coalesce(broken, ${checks}) AS error FROM (
      SELECT row_number() OVER () AS k, text, id, ${sessionId} AS session_id, user_id, time_text, ${at} AS at_ms, broken
      FROM (${records}))`);
}

/**
 * Makes `numbered`: staged records with `shift`, the rejected records before them. The k-th readable record comes after the j-th rejected one (data record
 * r_j) exactly when k > r_j - j.
 */
async function numberRecords(connection: DuckDBConnection, rejected: readonly RejectedRecord[]): Promise<void> {
  if (rejected.length === 0) {
    await connection.run('CREATE TEMP VIEW numbered AS SELECT *, 0 AS shift FROM staged');
    return;
  }
  await connection.run('CREATE TEMP TABLE gaps (after_k BIGINT, shift BIGINT)');
  const appender = await connection.createAppender('gaps');
  for (let start = 0; start < rejected.length; start += APPEND_ROWS) {
    const some = rejected.slice(start, start + APPEND_ROWS);
    const chunk = DuckDBDataChunk.create([BIGINT, BIGINT]);
    const numbers = some.map((_, i) => start + i + 1);
    chunk.setColumns([some.map(({ row }, i) => BigInt(row - (numbers[i] ?? 0))), numbers.map(BigInt)]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run(`CREATE TEMP VIEW numbered AS
    SELECT staged.*, coalesce(g.shift, 0) AS shift FROM staged
    ASOF LEFT JOIN (SELECT after_k, max(shift) AS shift FROM gaps GROUP BY after_k) g ON staged.k > g.after_k`);
}

async function writeErrors(
  connection: DuckDBConnection,
  { input, shape, errors }: PlanRequest,
  rejected: readonly RejectedRecord[],
): Promise<void> {
  await connection.run('CREATE TEMP TABLE errors (line BIGINT, "row" BIGINT, code VARCHAR, field VARCHAR)');
  const unusable = await count(connection, 'staged WHERE error IS NOT NULL');
  if (rejected.length + unusable > MAX_BAD_RECORDS) throw tooManyBadRecords();
  const bad = await connection.runAndReadAll(
    'SELECT (k + shift)::DOUBLE, error FROM numbered WHERE error IS NOT NULL ORDER BY k',
  );
  const [rows = [], found = []] = bad.getColumnsJS();
  const lines = await linesOf(
    rows.map(Number),
    input,
    shape,
    rejected.map(({ offset }) => offset),
  );
  const records = rows.map((row, i): ErrorRow => {
    const error = found[i];
    const [code = '', field = ''] = typeof error === 'string' ? error.split(':') : [];
    return { line: lines.get(Number(row)) ?? Number(row), row: Number(row), code, field: field === '' ? null : field };
  });
  await appendErrors(
    connection,
    rejected.map(({ line, row, code }) => ({ line, row, code, field: null })),
  );
  await appendErrors(connection, records);
  await connection.run(`COPY (SELECT * FROM errors ORDER BY "row") TO ${literal(errors)} (FORMAT parquet)`);
}

interface ErrorRow {
  readonly line: number;
  readonly row: number;
  readonly code: string;
  readonly field: string | null;
}

/** Lets the event loop run in between: a file may hold nothing but bad records. */
async function appendErrors(connection: DuckDBConnection, records: readonly ErrorRow[]): Promise<void> {
  const appender = await connection.createAppender('errors');
  for (let start = 0; start < records.length; start += APPEND_ROWS) {
    const some = records.slice(start, start + APPEND_ROWS);
    const chunk = DuckDBDataChunk.create([BIGINT, BIGINT, VARCHAR, VARCHAR]);
    chunk.setColumns([
      some.map(({ line }) => BigInt(line)),
      some.map(({ row }) => BigInt(row)),
      some.map(({ code }) => code),
      some.map(({ field }) => field),
    ]);
    appender.appendDataChunk(chunk);
    await nextTurn();
  }
  appender.closeSync();
}

async function count(connection: DuckDBConnection, from: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
  return Number(reader.value(0, 0));
}
