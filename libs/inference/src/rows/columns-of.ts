import type { Column, ModelRows } from '@sluice/contracts';
import { isTexts } from './texts-of';

/** @throws Error when the rows are texts, or have another number of columns than the model has inputs. */
export function columnsOf(rows: ModelRows, count: number): readonly Column[] {
  if (isTexts(rows)) throw new Error('a tabular model was given texts');
  if (rows.columns.length !== count) throw new Error('a tabular model was given another number of columns than it has');
  return rows.columns;
}
