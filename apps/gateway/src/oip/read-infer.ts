import { SluiceError } from '@sluice/contracts';
import { binaryValues } from './binary-values';
import type { InferBody, InputTensor } from './infer-body';
import { inferError } from './infer-error';
import { jsonValues, type TensorValue } from './tensor-values';

/** A tensor as it was sent, with its values row-major. */
export interface ReadTensor {
  readonly name: string;
  readonly rows: number;
  readonly values: readonly TensorValue[];
}

/** Length of the JSON in front of the bytes, in the binary data extension. */
export const JSON_LENGTH_HEADER = 'inference-header-content-length';

/**
 * Splits a body of the binary data extension into its JSON text and the bytes behind it.
 * @throws SluiceError INVALID_HEADER when the length is no number, or goes past the body
 */
export function splitBinary(
  body: Buffer,
  header: string | undefined,
): { readonly json: Buffer; readonly tail: Buffer } {
  if (header === undefined) return { json: body, tail: Buffer.alloc(0) };
  const length = /^\d{1,9}$/.test(header) ? Number(header) : Infinity;
  if (length > body.length) {
    const detail = 'Inference-Header-Content-Length must be the number of bytes of the JSON in front of the tensors.';
    throw new SluiceError('INVALID_HEADER', detail);
  }
  return { json: body.subarray(0, length), tail: body.subarray(length) };
}

/** @throws SluiceError INVALID_BODY for a tensor whose values are missing, too many, or not of its datatype */
export function readTensors({ inputs }: InferBody, tail: Buffer): ReadTensor[] {
  let at = 0;
  const tensors = inputs.map((input, index) => {
    const pointer = `/inputs/${index}`;
    const size = binarySize(input, pointer);
    const values = size === null ? jsonValues(input, pointer) : binaryValues(input, take(size, pointer), pointer);
    return { name: input.name, rows: rowsOf(input, pointer), values };
  });
  if (at !== tail.length) throw inferError('/inputs', 'more bytes follow the JSON than binary_data_size says.');
  return tensors;

  function take(size: number, pointer: string): Buffer {
    if (at + size > tail.length) throw inferError(pointer, 'binary_data_size goes past the end of the body.');
    at += size;
    return tail.subarray(at - size, at);
  }
}

function binarySize({ parameters, data }: InputTensor, pointer: string): number | null {
  const size = parameters?.['binary_data_size'];
  if (size === undefined) return null;
  if (data === undefined && typeof size === 'number' && Number.isInteger(size) && size >= 0) return size;
  throw inferError(pointer, 'takes either data or binary_data_size, the number of its bytes.');
}

/** One value a row: shape [rows] or [rows, 1]. */
function rowsOf({ shape }: InputTensor, pointer: string): number {
  const [rows = 0, width = 1] = shape;
  if (width === 1) return rows;
  throw inferError(`${pointer}/shape`, 'must be [rows] or [rows, 1].');
}
