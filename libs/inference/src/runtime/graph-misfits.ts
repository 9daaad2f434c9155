import type { InferenceSession } from 'onnxruntime-node';
import type { GraphManifest } from '../package/graph-source';
import { inputMisfits } from './input-misfits';
import { outputMisfits } from './output-misfits';

type Value = InferenceSession.ValueMetadata;

/** Why the graph cannot be used with its manifest; empty when it can. ONNX Runtime itself would only say so in the middle of a run. */
export function graphMisfits(inputs: readonly Value[], outputs: readonly Value[], manifest: GraphManifest): string[] {
  return [...inputMisfits(inputs, manifest), ...outputMisfits(outputs, manifest)];
}
