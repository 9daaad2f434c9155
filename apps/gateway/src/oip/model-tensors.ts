import type { InputField, ModelManifest } from '@sluice/contracts';
import type { Datatype } from './infer-body';

export interface TensorMetadata {
  readonly name: string;
  readonly datatype: Datatype;
  /** -1: any number of rows. */
  readonly shape: readonly number[];
}

/** The one input of a text model. */
export const TEXT_INPUT = 'text';
export const OUTPUTS = ['score', 'label', 'action', 'categories'] as const;
export type OutputName = (typeof OUTPUTS)[number];

const DATATYPE: Readonly<Record<InputField['type'], Datatype>> = {
  number: 'FP64',
  integer: 'INT64',
  boolean: 'BOOL',
  category: 'BYTES',
  string: 'BYTES',
};

/** Tensors that a model takes: `text`, or one for each field of an instance. */
export function inputTensors(manifest: ModelManifest): TensorMetadata[] {
  if (manifest.kind === 'text') return [{ name: TEXT_INPUT, datatype: 'BYTES', shape: [-1] }];
  return manifest.inputs.map(({ name, type }) => ({ name, datatype: DATATYPE[type], shape: [-1] }));
}

export interface OutputMetadata extends TensorMetadata {
  readonly name: OutputName;
}

/** Tensors that a model gives: score, label and action of each row, and the scores of its categories. */
export function outputTensors({ categories }: ModelManifest): OutputMetadata[] {
  const tensors: OutputMetadata[] = [
    { name: 'score', datatype: 'FP64', shape: [-1] },
    { name: 'label', datatype: 'BYTES', shape: [-1] },
    { name: 'action', datatype: 'BYTES', shape: [-1] },
  ];
  if (categories === undefined) return tensors;
  return [...tensors, { name: 'categories', datatype: 'FP64', shape: [-1, categories.names.length] }];
}
