import type { FeaturizerSpec, InputField, TabularEncoding } from '@sluice/contracts';
import type { InferenceSession } from 'onnxruntime-node';
import type { GraphManifest } from '../package/graph-source';
import { columnTypes } from './column-tensor';

type Value = InferenceSession.ValueMetadata;

/** An input that the graph must have. */
interface Wanted {
  readonly name: string;
  /** Where the manifest says so. */
  readonly place: string;
  readonly types: readonly string[];
  readonly ranks: readonly number[];
  /** How many ids or fields a row has; `free` when that differs from run to run. */
  readonly width: number | 'free';
}

/** Why the graph cannot take what the manifest says it takes. */
export function inputMisfits(inputs: readonly Value[], manifest: GraphManifest): string[] {
  const wanted =
    manifest.kind === 'text' ? ofTexts(manifest.featurizer) : ofInstances(manifest.encoding, manifest.inputs);
  const others = inputs.filter((input) => !wanted.some(({ name }) => name === input.name));
  return [
    ...wanted.flatMap((input) => misfitsOf(input, inputs)),
    ...others.map(({ name }) => `it has an input ${quoted(name)} that manifest.json does not fill`),
    ...(manifest.kind === 'tabular' && manifest.encoding.type === 'matrix' ? matrixMisfits(manifest.inputs) : []),
  ];
}

function ofTexts(featurizer: FeaturizerSpec): Wanted[] {
  const place = '/featurizer/input';
  const { input: name } = featurizer;
  switch (featurizer.type) {
    case 'none':
      return [{ name, place, types: ['string'], ranks: [1, 2], width: 1 }];
    case 'terms':
      return [{ name, place, types: ['int32'], ranks: [2], width: 'free' }];
    case 'wordpiece': {
      const mask = { name: featurizer.mask_input, place: '/featurizer/mask_input' };
      return [{ name, place }, mask].map((input) => ({ ...input, types: ['int64'], ranks: [2], width: 'free' }));
    }
  }
}

function ofInstances(encoding: TabularEncoding, fields: readonly InputField[]): Wanted[] {
  if (encoding.type === 'matrix') {
    return [{ name: encoding.input, place: '/encoding/input', types: ['float32'], ranks: [2], width: fields.length }];
  }
  return fields.map((field, index) => ({
    name: field.name,
    place: `/inputs/${index}/name`,
    types: columnTypes(field),
    ranks: [1, 2],
    width: 1,
  }));
}

function misfitsOf({ name, place, types, ranks, width }: Wanted, inputs: readonly Value[]): string[] {
  const input = inputs.find((value) => value.name === name);
  if (!input) return [`it lacks the input that ${place} names`];
  const subject = `its input ${quoted(name)} (${place})`;
  if (!input.isTensor || !types.includes(input.type)) return [`${subject} must be a tensor of ${types.join(' or ')}`];
  const { shape } = input;
  if (!ranks.includes(shape.length)) return [`${subject} must have rank ${ranks.join(' or ')}`];
  return [
    ...(isFree(shape[0]) ? [] : [`the first dimension of ${subject} must be free: it is the number of rows`]),
    ...(shape.length === 1 || isFree(shape[1]) || shape[1] === width
      ? []
      : [`the second dimension of ${subject} must be ${width === 'free' ? 'free: it is the number of ids' : width}`]),
  ];
}

function matrixMisfits(fields: readonly InputField[]): string[] {
  return fields.flatMap(({ type }, index) =>
    type === 'string' ? [`/inputs/${index}/type is string, which a matrix cannot hold: use the encoding columns`] : [],
  );
}

/** ONNX Runtime gives a free dimension as its symbolic name, or as an empty one. */
function isFree(dimension: number | string | undefined): boolean {
  return typeof dimension === 'string';
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
