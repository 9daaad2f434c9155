import type { ModelManifest } from '@sluice/contracts';
import type { InstanceReader } from '../live-model';
import { CompiledReader } from './compiled-reader';

/** The reader of a tabular model's instances; null for a text model. */
export function compileInstances(manifest: ModelManifest): InstanceReader | null {
  return manifest.kind === 'tabular' ? new CompiledReader(manifest.inputs, manifest.ignored ?? []) : null;
}
