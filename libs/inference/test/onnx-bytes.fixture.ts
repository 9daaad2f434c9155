/** Element types of ONNX (onnx.proto3, TensorProto.DataType). */
export const ONNX_TYPE = { float: 1, int32: 6, int64: 7, string: 8, bool: 9, float16: 10, double: 11 } as const;
export type OnnxType = keyof typeof ONNX_TYPE;

export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (string | number)[];
}

export interface OnnxNode {
  readonly op: string;
  readonly domain?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Integers, lists of floats, lists of strings. */
  readonly attributes?: Readonly<Record<string, number | readonly number[] | readonly string[]>>;
}

export interface OnnxGraphSpec {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly weights?: readonly OnnxWeights[];
  readonly opset?: number;
  readonly irVersion?: number;
}

/** A float32 tensor in the file, or (`location`) in another one. */
export interface OnnxWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly location?: string;
}

/** Bytes of an .onnx file. */
export function onnxGraph({ nodes, inputs, outputs, weights = [], opset = 17, irVersion = 8 }: OnnxGraphSpec): Buffer {
  const graph = message(
    ...nodes.map((node) => bytes(1, nodeOf(node))),
    bytes(2, 'tiny'),
    ...weights.map((tensor) => bytes(5, weightsOf(tensor))),
    ...inputs.map((value) => bytes(11, valueInfo(value))),
    ...outputs.map((value) => bytes(12, valueInfo(value))),
  );
  const opsets = [message(bytes(1, ''), integer(2, opset)), message(bytes(1, 'ai.onnx.ml'), integer(2, 3))];
  return message(integer(1, irVersion), bytes(7, graph), ...opsets.map((imported) => bytes(8, imported)));
}

export interface CastGraph {
  readonly input?: Partial<OnnxValue>;
  readonly output?: Partial<OnnxValue>;
  /** An operator of one input that the result of the cast goes through, as `Sqrt`. */
  readonly then?: string;
}

/**
 * A graph around one Cast node: by default from string [rows] to float32 [rows], so that a text is its own score: '0.25' scores 0.25,
 * 'NaN' is not finite, and a text that is no number fails the whole run.
 */
export function castGraph({ input = {}, output = {}, then }: CastGraph = {}): Buffer {
  const from = { name: 'text', type: 'string' as const, shape: ['rows'], ...input };
  const to = { name: 'probability', type: 'float' as const, shape: ['rows'], ...output };
  const result = then === undefined ? to.name : 'cast';
  const cast = { op: 'Cast', inputs: [from.name], outputs: [result], attributes: { to: ONNX_TYPE[to.type] } };
  const after = then === undefined ? [] : [{ op: then, inputs: [result], outputs: [to.name] }];
  return onnxGraph({ nodes: [cast, ...after], inputs: [from], outputs: [to] });
}

function nodeOf({ op, domain = '', inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return message(
    ...inputs.map((name) => bytes(1, name)),
    ...outputs.map((name) => bytes(2, name)),
    bytes(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attributeOf(name, value))),
    bytes(7, domain),
  );
}

function attributeOf(name: string, value: number | readonly number[] | readonly string[]): Buffer {
  if (typeof value === 'number') return message(bytes(1, name), integer(3, value), integer(20, 2));
  const isStrings = value.every((item) => typeof item === 'string');
  return message(
    bytes(1, name),
    ...value.map((item) => (typeof item === 'string' ? bytes(9, item) : float(7, item))),
    integer(20, isStrings ? 8 : 6),
  );
}

function weightsOf({ name, shape, values, location }: OnnxWeights): Buffer {
  const described = [...shape.map((size) => integer(1, size)), integer(2, ONNX_TYPE.float), bytes(8, name)];
  if (location === undefined) return message(...described, bytes(9, Buffer.from(Float32Array.from(values).buffer)));
  return message(...described, bytes(13, message(bytes(1, 'location'), bytes(2, location))), integer(14, 1));
}

function valueInfo(value: OnnxValue): Buffer {
  const dimensions = value.shape.map((size) => bytes(1, typeof size === 'number' ? integer(1, size) : bytes(2, size)));
  const tensor = message(integer(1, ONNX_TYPE[value.type]), bytes(2, message(...dimensions)));
  return message(bytes(1, value.name), bytes(2, bytes(1, tensor)));
}

// Protocol Buffers: a field is (number << 3 | wire type), then a varint (type 0), a length and bytes (type 2) or 4 bytes (type 5).
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

function float(field: number, value: number): Buffer {
  return Buffer.concat([varint((field << 3) | 5), Buffer.from(Float32Array.of(value).buffer)]);
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  for (; value > 127; value >>>= 7) digits.push((value & 127) | 128);
  return Buffer.from([...digits, value]);
}
