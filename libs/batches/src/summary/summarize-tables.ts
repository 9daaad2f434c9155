import type { DuckDBConnection } from '@duckdb/node-api';
import type { Action } from '@sluice/detection';
import { literal } from '../tables/sql';
import {
  HISTOGRAM_BINS,
  type ErrorSummary,
  type RowSummary,
  type ScoreSummary,
  type SessionSummary,
  type TableSummary,
  type TopSession,
} from './batch-summary';

const TOP_SESSIONS = 10;
const FIRST_LINES = 5;
/** In percent, so that ranks are computed on integers. */
const QUANTILES = { p50: 50, p90: 90, p95: 95, p99: 99 } as const;

/** Paths of the final tables. */
export interface TablePaths {
  readonly rows: string;
  readonly sessions: string;
  readonly errors: string;
}

/** Counts what the final tables of a batch hold. A sort that does not fit the memory limit spills to disk. */
export async function summarizeTables(connection: DuckDBConnection, paths: TablePaths): Promise<TableSummary> {
  return {
    rows: await summarizeRows(connection, source(paths.rows)),
    sessions: await summarizeSessions(connection, source(paths.sessions)),
    errors: await summarizeErrors(connection, source(paths.errors)),
  };
}

async function summarizeRows(connection: DuckDBConnection, rows: string): Promise<RowSummary> {
  return {
    by_action: await byAction(connection, rows),
    by_label: await counts(connection, 'label', rows),
    score: await summarizeScores(connection, rows),
  };
}

async function summarizeSessions(connection: DuckDBConnection, sessions: string): Promise<SessionSummary> {
  const by_action = await byAction(connection, sessions);
  return {
    total: by_action.allow + by_action.review + by_action.block,
    by_action,
    risk_histogram: await histogram(connection, 'risk', sessions),
    top: await records<TopSession>(
      connection,
      `SELECT session_id, user_id, events, flagged, risk, action, reasons FROM ${sessions}
       ORDER BY file_row_number LIMIT ${TOP_SESSIONS}`,
    ),
  };
}

function summarizeErrors(connection: DuckDBConnection, errors: string): Promise<readonly ErrorSummary[]> {
  return records<ErrorSummary>(
    connection,
    `SELECT code, count(*) AS count, list(line ORDER BY line) FILTER (nth <= ${FIRST_LINES}) AS first_lines
     FROM (SELECT code, line, row_number() OVER (PARTITION BY code ORDER BY line) AS nth FROM ${errors})
     GROUP BY code ORDER BY count DESC, code`,
  );
}

/** Quantiles are scores that occur, by nearest rank. */
async function summarizeScores(connection: DuckDBConnection, rows: string): Promise<ScoreSummary> {
  const of = `FROM (SELECT score, row_number() OVER (ORDER BY score) AS nth, count(*) OVER () AS rows FROM ${rows})`;
  const quantiles = Object.entries(QUANTILES).map(
    ([name, percent]) => `max(score) FILTER (nth = ceil(rows * ${percent} / 100)) AS ${name}`,
  );
  const [scores] = await records<Omit<ScoreSummary, 'histogram'>>(
    connection,
    `SELECT avg(score) AS mean, ${quantiles.join(', ')} ${of}`,
  );
  if (scores === undefined) throw new Error('an aggregate has one row');
  return { histogram: await histogram(connection, 'score', rows), ...scores };
}

async function histogram(connection: DuckDBConnection, column: 'score' | 'risk', table: string): Promise<number[]> {
  const bin = `least(floor(${column} * ${HISTOGRAM_BINS}), ${HISTOGRAM_BINS - 1})::INTEGER`;
  const found = await counts(connection, bin, table);
  return Array.from({ length: HISTOGRAM_BINS }, (_, i) => found[i] ?? 0);
}

async function byAction(connection: DuckDBConnection, table: string): Promise<Record<Action, number>> {
  const { allow = 0, review = 0, block = 0 } = await counts(connection, 'action', table);
  return { allow, review, block };
}

/** How often each value of an expression occurs. */
async function counts(
  connection: DuckDBConnection,
  expression: string,
  table: string,
): Promise<Partial<Record<string, number>>> {
  const found = await records<{ name: string; count: number }>(
    connection,
    `SELECT (${expression})::VARCHAR AS name, count(*) AS count FROM ${table} GROUP BY name ORDER BY name`,
  );
  return Object.fromEntries(found.map(({ name, count }) => [name, count]));
}

/** The caller knows the columns of what it selects. */
async function records<T>(connection: DuckDBConnection, sql: string): Promise<readonly T[]> {
  const reader = await connection.runAndReadAll(`SELECT to_json(record)::VARCHAR FROM (${sql}) AS record`);
  const [texts = []] = reader.getColumns();
  return texts.map((text) => JSON.parse(String(text)) as T);
}

function source(path: string): string {
  return `read_parquet(${literal(path)}, file_row_number = true)`;
}
