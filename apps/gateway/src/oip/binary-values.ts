import { isUtf8 } from 'node:buffer';
import type { Datatype, InputTensor } from './infer-body';
import { inferError } from './infer-error';
import { sizeOf, type TensorValue } from './tensor-values';

interface Fixed {
  readonly bytes: number;
  readonly read: (from: Buffer, at: number) => TensorValue;
}

const FIXED: Readonly<Record<Exclude<Datatype, 'BYTES'>, Fixed>> = {
  BOOL: { bytes: 1, read: (from, at) => from[at] !== 0 },
  INT32: { bytes: 4, read: (from, at) => from.readInt32LE(at) },
  INT64: { bytes: 8, read: (from, at) => Number(from.readBigInt64LE(at)) },
  FP32: { bytes: 4, read: (from, at) => from.readFloatLE(at) },
  FP64: { bytes: 8, read: (from, at) => from.readDoubleLE(at) },
};

/** Bytes of the length in front of each element of BYTES. */
const PREFIX = 4;

/**
 * The values of a tensor of the binary data extension: little-endian, row-major; each element of BYTES behind its length as a uint32.
 * @throws SluiceError INVALID_BODY when the bytes are not those of its shape and datatype
 */
export function binaryValues({ datatype, shape }: InputTensor, bytes: Buffer, pointer: string): TensorValue[] {
  const size = sizeOf(shape);
  if (datatype === 'BYTES') return strings(bytes, size, pointer);
  const { bytes: width, read } = FIXED[datatype];
  if (bytes.length !== size * width) throw wrongSize(pointer);
  return Array.from({ length: size }, (_, index) => read(bytes, index * width));
}

function strings(bytes: Buffer, size: number, pointer: string): string[] {
  const values: string[] = [];
  let at = 0;
  while (at + PREFIX <= bytes.length && values.length < size) {
    const end = at + PREFIX + bytes.readUInt32LE(at);
    if (end > bytes.length) throw wrongSize(pointer);
    const value = bytes.subarray(at + PREFIX, end);
    if (!isUtf8(value)) throw inferError(pointer, 'holds an element that is not UTF-8.');
    values.push(value.toString('utf8'));
    at = end;
  }
  if (at !== bytes.length || values.length !== size) throw wrongSize(pointer);
  return values;
}

function wrongSize(pointer: string): Error {
  return inferError(pointer, 'has another number of bytes than its shape and datatype need.');
}
