import type { Query } from './query';
import { filterSql, type ResultFilter } from './result-filter';
import type { ResultView } from './result-format';
import { literal } from './sql';

export interface ResultPart {
  /** Position in the view after which the part starts; -1 for the first. */
  readonly after?: number;
  readonly limit?: number;
}

/** A final table with its place in the view as `position`, filtered. A scan keeps the order of the file, so a part of it is not sorted. */
export function resultQuery(path: string, view: ResultView, filter: ResultFilter, part: ResultPart = {}): Query {
  const { after, limit } = part;
  const { conditions, values } = filterSql(view, filter);
  const all = [...conditions, ...(after === undefined ? [] : ['file_row_number > $after'])];
  const where = all.length === 0 ? '' : `WHERE ${all.join(' AND ')}`;
  const top = limit === undefined ? '' : 'LIMIT $limit';
  return {
    sql: `SELECT *, file_row_number AS position FROM read_parquet(${literal(path)}, file_row_number = true) ${where} ${top}`,
    values: { ...values, ...(after === undefined ? {} : { after }), ...(limit === undefined ? {} : { limit }) },
  };
}
