import { DOUBLE, DuckDBDataChunk, UTINYINT, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { actionFor, type Action, type Bands } from '@sluice/detection';
import { literal } from './sql';

const APPEND_ROWS = 2_048;
export const ACTIONS: readonly Action[] = ['allow', 'review', 'block'];

/** Temporary table `scores` (score, action): one row for each position of the plan, NULL where there is no score. */
export class ScoreTable {
  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly bands: Bands,
  ) {}

  static async create(connection: DuckDBConnection, bands: Bands): Promise<ScoreTable> {
    await connection.run('CREATE OR REPLACE TEMP TABLE scores (score DOUBLE, action UTINYINT)');
    return new ScoreTable(await connection.createAppender('scores'), bands);
  }

  /** Scores of the next positions; NaN where a row failed. */
  append(scores: Float64Array): void {
    for (let start = 0; start < scores.length; start += APPEND_ROWS) {
      const some = Array.from(scores.subarray(start, start + APPEND_ROWS), (score) =>
        Number.isNaN(score) ? null : score,
      );
      const chunk = DuckDBDataChunk.create([DOUBLE, UTINYINT]);
      chunk.setColumns([some, some.map((score) => (score === null ? null : this.actionIndex(score)))]);
      this.appender.appendDataChunk(chunk);
    }
  }

  /** Skips positions that were not scored. */
  skip(rows: number): void {
    for (let left = rows; left > 0; left -= APPEND_ROWS) {
      this.append(new Float64Array(Math.min(left, APPEND_ROWS)).fill(Number.NaN));
    }
  }

  close(): void {
    this.appender.closeSync();
  }

  private actionIndex(score: number): number {
    return ACTIONS.indexOf(actionFor(score, this.bands));
  }
}

/** SQL of the rows view (row, id, session_id, score, label, threshold, action) from a plan and `scores` that start at `first`. */
export function scoredRowsSql(
  plan: string,
  labels: { readonly positive: string; readonly negative: string },
  threshold: number,
): string {
  return `SELECT p."row", p.id, p.session_id, s.score,
      CASE WHEN s.score >= ${threshold} THEN ${literal(labels.positive)} ELSE ${literal(labels.negative)} END AS label,
      ${threshold}::DOUBLE AS threshold, [${ACTIONS.map(literal).join(', ')}][s.action + 1] AS action
    FROM (${plan}) p POSITIONAL JOIN scores s`;
}
