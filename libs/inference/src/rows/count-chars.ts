import type { ModelRows } from '@sluice/contracts';
import { isTexts } from './texts-of';

/** UTF-16 units of all strings: what texts cost to featurise and to hold. Numbers count nothing. */
export function countChars(rows: ModelRows): number {
  if (isTexts(rows)) return sum(rows);
  let chars = 0;
  for (const column of rows.columns) if (Array.isArray(column)) chars += sum(column as readonly string[]);
  return chars;
}

function sum(texts: readonly string[]): number {
  let chars = 0;
  for (const text of texts) chars += text.length;
  return chars;
}
