import { setImmediate as nextTurn } from 'node:timers/promises';
import { BIGINT, DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { countRows } from './count-rows';
import type { PlanRequest } from './plan-request';
import { linesOf, MAX_BAD_RECORDS, tooManyBadRecords, type RejectedRecord } from './rejected-records';
import { codeAndField } from './row-checks';
import { literal } from './sql';

const APPEND_ROWS = 2_048;

/**
 * Writes the table of errors (line, row, code, field): what could not be read, and what of `numbered` cannot be scored.
 * @throws SluiceError INVALID_FILE when there are too many
 */
export async function writePlanErrors(
  connection: DuckDBConnection,
  { input, shape, errors }: PlanRequest,
  rejected: readonly RejectedRecord[],
): Promise<void> {
  await connection.run('CREATE TEMP TABLE errors (line BIGINT, "row" BIGINT, code VARCHAR, field VARCHAR)');
  const unusable = await countRows(connection, 'staged WHERE error IS NOT NULL');
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
    const [code, field] = codeAndField(typeof error === 'string' ? error : '');
    return { line: lines.get(Number(row)) ?? Number(row), row: Number(row), code, field };
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
