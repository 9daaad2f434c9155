import { DOUBLE, DuckDBDataChunk, UTINYINT, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import type { RowErrorCode } from '@sluice/contracts';
import { ACTIONS, actionFor, type Bands } from '@sluice/detection';
import type { BatchManifest } from '../records/batch-manifest';
import { keptColumns } from './kept-columns';
import { literal } from './sql';

const APPEND_ROWS = 2_048;
const FAILURES = ['NON_FINITE_SCORE', 'QUARANTINED'] as const satisfies readonly RowErrorCode[];
/** Why a position has no score, although nobody cancelled it. */
type ScoreFailure = (typeof FAILURES)[number];

/** Temporary table `scores` (score, action, failure): one row for each position of the plan, the first two NULL where there is no score. */
export class ScoreTable {
  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly bands: Bands,
  ) {}

  static async create(connection: DuckDBConnection, bands: Bands): Promise<ScoreTable> {
    await connection.run('CREATE OR REPLACE TEMP TABLE scores (score DOUBLE, action UTINYINT, failure UTINYINT)');
    return new ScoreTable(await connection.createAppender('scores'), bands);
  }

  /** Scores of the next positions; NaN where the model gave none. */
  append(scores: Float64Array): void {
    this.fill(scores, 'NON_FINITE_SCORE');
  }

  /** Skips positions that were not scored. @param failure why; null: they were cancelled */
  skip(rows: number, failure: ScoreFailure | null): void {
    for (let left = rows; left > 0; left -= APPEND_ROWS) {
      this.fill(new Float64Array(Math.min(left, APPEND_ROWS)).fill(Number.NaN), failure);
    }
  }

  close(): void {
    this.appender.closeSync();
  }

  private fill(scores: Float64Array, failure: ScoreFailure | null): void {
    const code = failure === null ? null : FAILURES.indexOf(failure);
    for (let start = 0; start < scores.length; start += APPEND_ROWS) {
      const some = Array.from(scores.subarray(start, start + APPEND_ROWS), (score) =>
        Number.isNaN(score) ? null : score,
      );
      const actions = some.map((score) => (score === null ? null : this.actionIndex(score)));
      const failures = some.map((score) => (score === null ? code : null));
      const chunk = DuckDBDataChunk.create([DOUBLE, UTINYINT, UTINYINT]);
      chunk.setColumns([some, actions, failures]);
      this.appender.appendDataChunk(chunk);
    }
  }

  private actionIndex(score: number): number {
    return ACTIONS.indexOf(actionFor(score, this.bands));
  }
}

/**
 * SQL of the rows view (row, id, session_id, score, label, threshold, action, and the kept columns of the input) from a plan and scores of the same rows.
 * @param scores SQL of a relation like `scores`, all of it by default
 */
export function scoredRowsSql(
  plan: string,
  { model, mapping }: Pick<BatchManifest, 'model' | 'mapping'>,
  scores = 'FROM scores',
): string {
  const { labels, threshold } = model;
  const kept = keptColumns(mapping).map((column) => `, p.${column}`);
  return `SELECT p."row", p.id, p.session_id, s.score,
      CASE WHEN s.score >= ${threshold} THEN ${literal(labels.positive)} ELSE ${literal(labels.negative)} END AS label,
      ${threshold}::DOUBLE AS threshold, [${ACTIONS.map(literal).join(', ')}][s.action + 1] AS action${kept.join('')}
    FROM (${plan}) p POSITIONAL JOIN (${scores}) s`;
}

/** SQL of the rows (row, code) that failed, from a plan and `scores`. */
export function failedRowsSql(plan: string): string {
  return `SELECT p."row", [${FAILURES.map(literal).join(', ')}][s.failure + 1] AS code
    FROM (${plan}) p POSITIONAL JOIN scores s WHERE s.failure IS NOT NULL`;
}
