import type { ModelManifest, ModelRows } from '@sluice/contracts';
import { compileInstances } from '../instances/compile-instances';

/**
 * Samples as the model takes them.
 * @param samples texts for a text model, instances for a tabular one
 * @throws SluiceError INVALID_INSTANCE for instances that the manifest refuses; Error for texts that are no strings.
 */
export function sampleRows(manifest: ModelManifest, samples: readonly unknown[]): ModelRows {
  const reader = compileInstances(manifest);
  if (reader) return reader.read(samples);
  if (samples.every((sample) => typeof sample === 'string')) return samples;
  throw new Error('A text model takes strings.');
}
