import { SluiceError, type GoldenRows, type ModelRows } from '@sluice/contracts';
import type { InstanceReader } from '../live-model';

/**
 * The golden rows as the model takes them. Instances go the way of every request, so that what a manifest declares is checked as well.
 * @param reader of a tabular model; null for texts
 * @throws Error that names the first value which the manifest itself refuses.
 */
export function goldenInput({ rows }: GoldenRows, reader: InstanceReader | null): ModelRows {
  if (!reader) return rows.map((row) => ('text' in row ? row.text : ''));
  try {
    return reader.read(rows.map((row) => ('instance' in row ? row.instance : null)));
  } catch (error) {
    const [first] = error instanceof SluiceError ? error.errors : [];
    if (!first) throw error;
    throw new Error(`golden.json does not fit /inputs: ${first.pointer} ${first.message}`, { cause: error });
  }
}
