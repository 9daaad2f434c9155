import type { ModelRows } from '@sluice/contracts';

export function isTexts(rows: ModelRows): rows is readonly string[] {
  return Array.isArray(rows);
}

/** @throws Error when the rows are those of a tabular model. */
export function textsOf(rows: ModelRows): readonly string[] {
  if (isTexts(rows)) return rows;
  throw new Error('a text model was given the columns of a tabular one');
}
