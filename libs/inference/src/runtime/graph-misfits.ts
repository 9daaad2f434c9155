import type { ModelManifest } from '@sluice/contracts';
import type { InferenceSession } from 'onnxruntime-node';

type Value = InferenceSession.ValueMetadata;
type TensorValue = InferenceSession.TensorValueMetadata;

/** What each featurizer feeds: element type and the ranks it can fill. */
const INPUTS = {
  none: { type: 'string', ranks: [1, 2] },
  terms: { type: 'int32', ranks: [2] },
} as const;

/** Why the graph cannot be used with its manifest; empty when it can. ONNX Runtime itself would only say so in the middle of a run. */
export function graphMisfits(inputs: readonly Value[], outputs: readonly Value[], manifest: ModelManifest): string[] {
  return [...inputMisfits(inputs, manifest), ...outputMisfits(outputs, manifest)];
}

function inputMisfits(inputs: readonly Value[], { featurizer }: ModelManifest): string[] {
  const { type, ranks } = INPUTS[featurizer.type];
  const [input, ...others] = inputs;
  if (input?.name !== featurizer.input || others.length > 0)
    return ['its only input must be the one that /featurizer/input names'];
  if (!input.isTensor || input.type !== type) return [`its input must be a tensor of ${type}`];
  return [
    ...(ranks.some((rank) => rank === input.shape.length) ? [] : [`its input must have rank ${ranks.join(' or ')}`]),
    ...(isFree(input, 0) ? [] : ['the first dimension of its input must be free: it is the number of rows']),
    ...(type === 'string' || isFree(input, 1)
      ? []
      : ['the second dimension of its input must be free: it is the number of ids']),
  ];
}

function outputMisfits(outputs: readonly Value[], manifest: ModelManifest): string[] {
  const output = outputs.find(({ name }) => name === manifest.output);
  if (!output) return ['it lacks the output that /output names'];
  if (!output.isTensor || output.type !== 'float32') return ['its output must be a tensor of float32'];
  const onePerRow = output.shape.length === 1 || (output.shape.length === 2 && output.shape[1] === 1);
  return onePerRow ? [] : ['its output must have the shape [rows] or [rows, 1]'];
}

/** ONNX Runtime gives a free dimension as its symbolic name, or as an empty one. */
function isFree({ shape }: TensorValue, dimension: number): boolean {
  return typeof shape[dimension] === 'string';
}
