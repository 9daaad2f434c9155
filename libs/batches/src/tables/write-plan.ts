import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import { contentBytesSql, contentNames } from './content-sql';
import { copySorted } from './copy-sorted';
import { countRows } from './count-rows';
import { keptColumns } from './kept-columns';
import { numberRecords } from './number-records';
import { outOfRoom } from './out-of-room';
import type { PlanRequest } from './plan-request';
import type { RejectedRecord } from './rejected-records';
import { literal } from './sql';
import { longRowsFolder, stageRecords } from './stage-records';
import { writePlanErrors } from './write-plan-errors';

export interface PlanTables {
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * Reads a whole file and writes two Parquet tables: `rows` (row, id, session_id, user_id, at_ms, what the model takes: text, or
 * f0, f1, … in the order of its inputs, and content_bytes: how much that is) in scoring order, and `errors` (line, row, code, field).
 * @throws SluiceError INVALID_FILE when the file cannot be read at all, or has too many records; RowsTooLong, which another attempt may not meet; STORAGE_FULL
 */
export async function writePlan(connection: DuckDBConnection, request: PlanRequest): Promise<PlanTables> {
  let input = request.input;
  try {
    const staged = await stageRecords(connection, request);
    input = staged.input;
    return await writeTables(connection, { ...request, input }, staged.rejected);
  } catch (error) {
    throw outOfRoom(error) ?? error;
  } finally {
    await rm(longRowsFolder(request), { recursive: true, force: true });
    if (input !== request.input) await rm(input, { force: true });
  }
}

async function writeTables(
  connection: DuckDBConnection,
  request: PlanRequest,
  rejected: readonly RejectedRecord[],
): Promise<PlanTables> {
  await numberRecords(connection, rejected);
  if ((await countRows(connection, 'staged')) + rejected.length > request.maxRows) {
    throw new SluiceError('INVALID_FILE', `The file has more than ${request.maxRows} records. Split it.`);
  }
  const accepted = await countRows(connection, 'staged WHERE error IS NULL');
  await writePlanErrors(connection, request, rejected);
  const order = request.mode === 'sessions' ? 'session_id, at_ms, "row"' : '"row"';
  const bytes = `${contentBytesSql(request.content)} AS content_bytes`;
  const columns = [...contentNames(request.content), bytes, ...keptColumns(request.mapping)].join(', ');
  await copySorted(connection, {
    from: `SELECT k + shift AS "row", id, session_id, user_id, at_ms, ${columns} FROM numbered WHERE error IS NULL`,
    order,
    to: request.rows,
  });
  return { accepted, rejected: await countRows(connection, `read_parquet(${literal(request.errors)})`) };
}
