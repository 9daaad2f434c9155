import type { ModelRows } from '@sluice/contracts';
import { isTexts } from './texts-of';

/** Rows from `start` up to, not including, `end`. */
export function cutRows(rows: ModelRows, start: number, end: number): ModelRows {
  if (isTexts(rows)) return rows.slice(start, end);
  const columns = rows.columns.map((column) => column.slice(start, end));
  return { length: Math.max(0, Math.min(end, rows.length) - start), columns };
}
