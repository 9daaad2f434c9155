import { rm } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SluiceError } from '@sluice/contracts';
import { checkSurplusCells } from './check-surplus-cells';
import { checkUnpackedSize } from './check-unpacked-size';
import { contentSql, stringReads } from './content-sql';
import { hasLongLine } from './has-long-line';
import { isInterrupt } from './interruptible';
import { outOfRoom, RowsTooLong } from './out-of-room';
import type { PlanRequest } from './plan-request';
import { rejectedRecords, type RejectedRecord } from './rejected-records';
import { idErrorsSql, timeSql } from './row-checks';
import { keptColumn } from './result-format';
import { sourceOfFile } from './source-of-file';
import { spreadLongRows } from './spread-long-rows';
import { unpackLongRows } from './unpack-long-rows';
import { unifyLineEnds } from './unify-line-ends';

export interface StagedInput {
  readonly input: string;
  readonly rejected: readonly RejectedRecord[];
}

/** Folder that a plan may need until its tables are written; the caller removes it. */
export function longRowsFolder({ rows }: PlanRequest): string {
  return `${rows}.long`;
}

/**
 * Reads the records into `staged`, a temporary table or view (k: 1-based among those that could be read). DuckDB stops at a CSV with mixed line ends; such a
 * file is read again from a copy that has only one kind.
 * @returns what could not be read, and the file to which its offsets refer
 */
export async function stageRecords(connection: DuckDBConnection, request: PlanRequest): Promise<StagedInput> {
  const { input, shape } = request;
  try {
    const readable = await unpackLongRows(connection, request, longRowsFolder(request));
    await checkUnpackedSize(connection, readable);
    await checkSurplusCells(input, shape);
    await stage(connection, readable);
    return { input, rejected: await rejectedRecords(connection, input, shape) };
  } catch (error) {
    if (isInterrupt(error)) throw error;
    const known = unreadable(error);
    if (
      shape.delimiter === null ||
      known.code !== 'INVALID_FILE' ||
      known instanceof RowsTooLong ||
      error instanceof SluiceError
    )
      throw known;
    const copy = `${request.rows}.csv`;
    try {
      await unifyLineEnds(input, copy, shape.delimiter);
      await connection.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans');
      await stage(connection, { ...request, input: copy });
      return { input: copy, rejected: await rejectedRecords(connection, copy, shape) };
    } catch (again) {
      await rm(copy, { force: true });
      throw isInterrupt(again) ? again : unreadable(again);
    }
  }
}

function unreadable(cause: unknown): SluiceError {
  if (cause instanceof SluiceError) return cause;
  const full = outOfRoom(cause);
  if (full !== null) return full;
  const detail = 'The file cannot be read to its end. Check that it is complete and of its type.';
  return new SluiceError('INVALID_FILE', detail, { cause });
}

/** Up to here DuckDB collects what a LIMIT takes before it hands it on; behind more it reads on as it goes. */
const LEAST_LIMIT = 10_000;

/**
 * In three steps, so that each cell is read once: records, then values beside the raw cells, then what is wrong with them. One record past the limit tells that there
 * are too many: the rest of what may be a hundred million is not worth the disk.
 */
async function stage(connection: DuckDBConnection, request: PlanRequest): Promise<void> {
  const { input, more, shape, mapping, content } = request;
  const sessions = request.mode === 'sessions';
  const isLong = shape.format !== 'parquet' && (await hasLongLine(input));
  const source = sourceOfFile(input, shape, more, isLong);
  const { reads, values, errors } = contentSql(source, mapping, content);
  const ids = {
    id: source.text(mapping.id),
    session_id: sessions ? `NULLIF(${source.text(mapping.session)}, '')` : 'NULL::VARCHAR',
    user_id: source.text(mapping.user),
    time_text: source.text(mapping.time),
  };
  const kept = Object.fromEntries((mapping.kept ?? []).map((column, i) => [keptColumn(i), source.text(column)]));
  const texts = ['id', 'session_id', 'user_id', ...Object.keys(kept), ...stringReads(content)];
  const size = texts.map((text) => `coalesce(strlen(${text}), 0)`).join(' + ');
  const checks = [...errors, ...idErrorsSql(sessions)].join(',\n');
  await connection.run(`CREATE TEMP TABLE staged AS
    SELECT k, ${[columns(values), ...Object.keys(kept)].join(', ')}, id, session_id, user_id, at_ms, ${size} AS size,
      CASE WHEN ${source.malformed} THEN 'MALFORMED_RECORD:' ELSE coalesce(${checks}) END AS error
    FROM (SELECT *, ${sessions ? timeSql('time_text') : 'NULL::BIGINT'} AS at_ms
      FROM (SELECT *, row_number() OVER () AS k, ${columns({ ...ids, ...reads, ...kept })} FROM (${source.sql()}) LIMIT ${Math.max(request.maxRows, LEAST_LIMIT) + 1}))`);
  await spreadLongRows(connection, 'staged', longRowsFolder(request));
}

function columns(named: Readonly<Record<string, string>>): string {
  return Object.entries(named)
    .map(([name, sql]) => `${sql} AS ${name}`)
    .join(', ');
}
