import type { FeaturizerSpec, InputField, NumberField, TabularEncoding, TabularManifest } from '@sluice/contracts';
import type { InferenceSession } from 'onnxruntime-node';
import type { GraphManifest } from '../package/graph-source';
import { columnTypes } from './column-tensor';

type Value = InferenceSession.ValueMetadata;

const NO_STRINGS = 'is string, which a matrix cannot hold: use the encoding columns';

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
    ...(manifest.kind === 'tabular' ? fieldMisfits(manifest, inputs) : []),
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

/** Values that a field allows and its tensor cannot hold. */
function fieldMisfits({ encoding, inputs: fields }: TabularManifest, inputs: readonly Value[]): string[] {
  return fields.flatMap((field, index) => {
    if (encoding.type === 'matrix') return field.type === 'string' ? [`/inputs/${index}/type ${NO_STRINGS}`] : [];
    const input = inputs.find(({ name }) => name === field.name);
    return input?.isTensor ? columnMisfits(field, input.type, `/inputs/${index}`) : [];
  });
}

function columnMisfits(field: InputField, type: string, place: string): string[] {
  const isWhole = type === 'int32' || type === 'int64' || type === 'bool';
  return [
    ...(isWhole && field.missing === 'nan' ? [`${place}/missing is nan, which a tensor of ${type} cannot hold`] : []),
    ...(type === 'int32' && field.type === 'integer' && !isInt32(field)
      ? [`${place} needs a minimum and a maximum that a tensor of int32 can hold`]
      : []),
  ];
}

function isInt32({ minimum = -Infinity, maximum = Infinity }: NumberField): boolean {
  return minimum >= -(2 ** 31) && maximum < 2 ** 31;
}

/** ONNX Runtime gives a free dimension as its symbolic name, or as an empty one. */
function isFree(dimension: number | string | undefined): boolean {
  return typeof dimension === 'string';
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
