import type { Action } from '@sluice/detection';
import { literal } from './sql';
import type { ResultView } from './result-format';

export interface ResultFilter {
  readonly action?: Action | undefined;
  /** Position in the view after which the page starts; -1 for the first. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

/** SQL of a final table with its place in the view as `position`, filtered. Errors have no action: the filter leaves none. */
export function resultSql(path: string, view: ResultView, { action, after, limit }: ResultFilter): string {
  const conditions = [
    ...(action === undefined ? [] : [view === 'errors' ? 'false' : `action = ${literal(action)}`]),
    ...(after === undefined ? [] : [`file_row_number > ${after}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const top = limit === undefined ? '' : `ORDER BY file_row_number LIMIT ${limit}`;
  return `SELECT *, file_row_number AS position FROM read_parquet(${literal(path)}, file_row_number = true) ${where} ${top}`;
}
