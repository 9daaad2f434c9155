import { inferError } from './infer-error';
import type { Datatype, InputTensor } from './infer-body';

export type TensorValue = number | boolean | string;

const FITS: Readonly<Record<Datatype, (value: unknown) => boolean>> = {
  BOOL: (value) => typeof value === 'boolean',
  INT32: (value) => typeof value === 'number' && (value | 0) === value,
  INT64: (value) => Number.isSafeInteger(value),
  FP32: (value) => typeof value === 'number',
  FP64: (value) => typeof value === 'number',
  BYTES: (value) => typeof value === 'string',
};

/** Number of elements that a shape has room for. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The values of a tensor that was sent as JSON, row-major, whether its data is flat or nested.
 * @throws SluiceError INVALID_BODY when there are more or fewer than its shape says, or one is not of its datatype
 */
export function jsonValues({ datatype, shape, data }: InputTensor, pointer: string): TensorValue[] {
  if (data === undefined) throw inferError(`${pointer}/data`, 'is missing. Send the values as a JSON array.');
  const values = data.flat(2);
  if (values.length !== sizeOf(shape)) throw inferError(`${pointer}/data`, 'must hold as many values as the shape.');
  const fits = FITS[datatype];
  return values.map((value) => {
    if (isValue(value) && fits(value)) return value;
    throw inferError(`${pointer}/data`, `holds a value that is not of datatype ${datatype}.`);
  });
}

function isValue(value: unknown): value is TensorValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
