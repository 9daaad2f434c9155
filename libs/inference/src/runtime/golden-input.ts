import type { GoldenRows, ModelRows } from '@sluice/contracts';
import type { InstanceReader } from '../live-model';

/**
 * The golden rows as the model takes them. Instances go the way of every request, so that what a manifest declares is checked as well.
 * @param reader of a tabular model; null for texts
 * @throws Error, SluiceError when the manifest refuses one of them.
 */
export function goldenInput({ rows }: GoldenRows, reader: InstanceReader | null): ModelRows {
  if (reader) return reader.read(rows.map((row) => ('instance' in row ? row.instance : null)));
  return rows.map((row) => ('text' in row ? row.text : ''));
}
