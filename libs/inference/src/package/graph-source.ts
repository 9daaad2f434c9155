import type { CascadeManifest, ModelManifest, OipManifest } from '@sluice/contracts';
import type { ModelSource } from './read-manifest';

/** The manifest of a version that has a graph of its own. */
export type GraphManifest = Exclude<ModelManifest, CascadeManifest | OipManifest>;

/** A version that has a graph of its own. */
export interface GraphSource extends ModelSource {
  readonly manifest: GraphManifest;
}

export function isGraphSource(source: ModelSource): source is GraphSource {
  return source.manifest.runtime === undefined || source.manifest.runtime === 'onnx';
}
