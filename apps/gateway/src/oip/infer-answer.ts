import type { ModelManifest } from '@sluice/contracts';
import type { Predictions } from '../predict/predict';
import type { Prediction } from '../predict/prediction';
import type { InferBody } from './infer-body';
import { inferError } from './infer-error';
import { outputTensors, type OutputMetadata, type OutputName } from './model-tensors';

export interface OutputTensor extends OutputMetadata {
  readonly data: readonly (number | string)[];
}

/** The answer of infer, as the protocol has it. */
export interface InferAnswer {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly outputs: readonly OutputTensor[];
}

/** Values of one row. @param names of the categories, in the order of the manifest: an object puts names that are numbers first */
const VALUES: Readonly<
  Record<OutputName, (prediction: Prediction, names: readonly string[]) => readonly (number | string)[]>
> = {
  score: ({ score }) => [score],
  label: ({ label }) => [label],
  action: ({ action }) => [action],
  categories: ({ categories = {} }, names) => names.map((name) => categories[name] ?? NaN),
};

/** Outputs that were asked for, or all of them. @throws SluiceError INVALID_BODY for one that the model does not give */
export function inferAnswer({ id, outputs }: InferBody, answer: Predictions, manifest: ModelManifest): InferAnswer {
  const known = outputTensors(manifest);
  const wanted = outputs?.length ? outputs.map(({ name }, index) => find(known, name, index)) : known;
  return {
    model_name: answer.model.name,
    model_version: answer.model.version,
    id: id ?? answer.id,
    outputs: wanted.map((tensor) => filled(tensor, answer.predictions, manifest.categories?.names ?? [])),
  };
}

/** Checked before anything is scored. */
export function checkOutputs({ outputs = [] }: InferBody, manifest: ModelManifest): void {
  const known = outputTensors(manifest);
  outputs.forEach(({ name }, index) => find(known, name, index));
}

function find(known: readonly OutputMetadata[], wanted: string, index: number): OutputMetadata {
  const found = known.find(({ name }) => name === wanted);
  if (found) return found;
  throw inferError(`/outputs/${index}/name`, 'is no output of this model. GET its metadata for their names.');
}

function filled(tensor: OutputMetadata, predictions: readonly Prediction[], names: readonly string[]): OutputTensor {
  const [, ...width] = tensor.shape;
  const values = VALUES[tensor.name];
  return {
    ...tensor,
    shape: [predictions.length, ...width],
    data: predictions.flatMap((prediction) => values(prediction, names)),
  };
}
