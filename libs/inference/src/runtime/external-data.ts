type Visit = (field: number, content: Uint8Array) => boolean;

/** Where tensors may hide in the messages of onnx.proto3: field numbers by message, and the message that each leads to. */
const PATHS = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  function: { 7: 'node', 11: 'attribute' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
} as const satisfies Record<string, Record<number, string>>;

type Message = keyof typeof PATHS;

/** Field `external_data` of TensorProto. */
const EXTERNAL_DATA = 13;

/**
 * Whether a tensor of the graph lies in another file. ONNX Runtime would look for it in the working directory, where no digest guards it.
 * Bytes that are no ONNX model have none: ONNX Runtime refuses those by itself.
 */
export function hasExternalData(model: Uint8Array): boolean {
  return search(model, 'model');
}

function search(bytes: Uint8Array, message: Message | 'tensor'): boolean {
  if (message === 'tensor') return anyField(bytes, (field) => field === EXTERNAL_DATA);
  const paths: Readonly<Record<number, Message | 'tensor'>> = PATHS[message];
  return anyField(bytes, (field, content) => {
    const next = paths[field];
    return next !== undefined && search(content, next);
  });
}

/**
 * Walks over the fields of a message that have a length (Protocol Buffers, wire type 2) until one is found. Groups (3 and 4) are walked
 * into: ONNX Runtime skips them and reads on.
 */
function anyField(bytes: Uint8Array, visit: Visit): boolean {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wireType] = [Math.floor(tag / 8), tag % 8];
    const length = wireType === 2 ? varint() : wireType === 5 ? 4 : wireType === 1 ? 8 : 0;
    if (wireType === 0) varint();
    else if (wireType > 5) return false;
    if (wireType === 2 && visit(field, bytes.subarray(at, at + length))) return true;
    at += length;
  }
  return false;
}
