import type { Column, InputField } from '@sluice/contracts';
import { Tensor, type InferenceSession } from 'onnxruntime-node';

/** One input of a graph that a field fills. */
export interface ColumnTensor {
  readonly name: string;
  /** The tensor of some rows of the field's column. @param rows counted from `start` */
  readonly make: (column: Column, start: number, rows: Uint32Array) => Tensor;
}

type Value = number | string | undefined;
type MakeTensor = (values: readonly Value[], dims: readonly number[]) => Tensor;

/** The tensor types that a field can fill. */
const FILLS = {
  number: ['float32', 'float64'],
  integer: ['float32', 'float64', 'int64', 'int32'],
  boolean: ['bool', 'float32', 'float64', 'int64', 'int32'],
  category: ['string', 'float32', 'float64', 'int64', 'int32'],
  string: ['string'],
} as const;

export type ColumnType = (typeof FILLS)[InputField['type']][number];

const TENSORS: Readonly<Record<ColumnType, MakeTensor>> = {
  float32: (values, dims) => new Tensor('float32', Float32Array.from(values, Number), dims),
  float64: (values, dims) => new Tensor('float64', Float64Array.from(values, Number), dims),
  int64: (values, dims) =>
    new Tensor(
      'int64',
      BigInt64Array.from(values, (value) => BigInt(Number(value))),
      dims,
    ),
  int32: (values, dims) => new Tensor('int32', Int32Array.from(values, Number), dims),
  bool: (values, dims) => new Tensor('bool', Uint8Array.from(values, Number), dims),
  string: (values, dims) => new Tensor('string', values.map(String), dims),
};

/** The tensor types that a field of a manifest can fill, the usual one first. */
export function columnTypes({ type }: InputField): readonly ColumnType[] {
  return FILLS[type];
}

/** Makes tensors of one field, of the type and rank that the graph wants. @throws Error when the graph has no such input. */
export function columnTensor(field: InputField, inputs: readonly InferenceSession.TensorValueMetadata[]): ColumnTensor {
  const input = inputs.find(({ name }) => name === field.name);
  const type = columnTypes(field).find((fill) => fill === input?.type);
  if (!input || !type) throw new Error('the graph has no input for a field of /inputs');
  const tensor = TENSORS[type];
  const valueAt = field.type === 'category' && type === 'string' ? nameIn(field.categories) : plain;
  const make: ColumnTensor['make'] = (column, start, rows) => {
    const values = Array.from(rows, (row) => valueAt(column[start + row]));
    return tensor(values, input.shape.length === 1 ? [rows.length] : [rows.length, 1]);
  };
  return { name: field.name, make };
}

function plain(value: Value): Value {
  return value;
}

/** Strings have no bucket: what is unknown or missing goes by the empty one. */
function nameIn(categories: readonly string[]): (index: Value) => string {
  return (index) => categories[Number(index)] ?? '';
}
