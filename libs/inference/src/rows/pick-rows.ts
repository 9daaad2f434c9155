import type { ModelRows } from '@sluice/contracts';
import { isTexts } from './texts-of';

/** The rows at these indices, in this order; an index may come more than once. */
export function pickRows(rows: ModelRows, indices: readonly number[]): ModelRows {
  if (isTexts(rows)) return indices.map((index) => rows[index] ?? '');
  const columns = rows.columns.map((column) =>
    isStrings(column)
      ? indices.map((index) => column[index] ?? '')
      : Float64Array.from(indices, (index) => column[index] ?? NaN),
  );
  return { length: indices.length, columns };
}

function isStrings(column: Float64Array | readonly string[]): column is readonly string[] {
  return Array.isArray(column);
}
