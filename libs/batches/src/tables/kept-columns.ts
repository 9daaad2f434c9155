import type { ColumnMapping } from '../records/batch-manifest';
import { keptColumn } from './result-format';

/** Names, in the tables between, of the columns of the input that results repeat. Batches of earlier versions keep none. */
export function keptColumns({ kept = [] }: Pick<ColumnMapping, 'kept'>): readonly string[] {
  return kept.map((_, i) => keptColumn(i));
}
