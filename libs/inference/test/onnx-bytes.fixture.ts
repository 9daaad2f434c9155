/** Element types of ONNX (onnx.proto3, TensorProto.DataType). */
export const ONNX_TYPE = { float: 1, int32: 6, string: 8, double: 11 } as const;
export type OnnxType = keyof typeof ONNX_TYPE;

export interface CastGraph {
  readonly input?: { readonly name?: string; readonly type?: OnnxType; readonly shape?: readonly (string | number)[] };
  readonly output?: { readonly name?: string; readonly type?: OnnxType; readonly shape?: readonly (string | number)[] };
}

/**
 * A graph of one Cast node: by default from string [rows] to float32 [rows], so that a text is its own score: '0.25' scores 0.25,
 * 'NaN' is not finite, and a text that is no number fails the whole run.
 */
export function castGraph({ input = {}, output = {} }: CastGraph = {}): Buffer {
  const from = { name: 'text', type: 'string' as const, shape: ['rows'], ...input };
  const to = { name: 'probability', type: 'float' as const, shape: ['rows'], ...output };
  const toType = message(bytes(1, 'to'), integer(3, ONNX_TYPE[to.type]), integer(20, 2));
  const node = message(bytes(1, from.name), bytes(2, to.name), bytes(4, 'Cast'), bytes(5, toType));
  const graph = message(bytes(1, node), bytes(2, 'tiny'), bytes(11, valueInfo(from)), bytes(12, valueInfo(to)));
  return message(integer(1, 8), bytes(7, graph), bytes(8, message(bytes(1, ''), integer(2, 17))));
}

function valueInfo(value: { name: string; type: OnnxType; shape: readonly (string | number)[] }): Buffer {
  const dimensions = value.shape.map((size) => bytes(1, typeof size === 'number' ? integer(1, size) : bytes(2, size)));
  const tensor = message(integer(1, ONNX_TYPE[value.type]), bytes(2, message(...dimensions)));
  return message(bytes(1, value.name), bytes(2, bytes(1, tensor)));
}

// Protocol Buffers: a field is (number << 3 | wire type), then a varint (type 0) or a length and bytes (type 2).
function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function integer(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, value: string | Buffer): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (; value > 127; value >>>= 7) digits.push((value & 127) | 128);
  return Buffer.from([...digits, value]);
}
