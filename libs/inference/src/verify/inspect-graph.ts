import type { InferenceSession } from 'onnxruntime-node';
import { failureReason } from '../failure-reason';
import { openSession } from '../runtime/open-session';

/** One input or output of a graph. */
export interface GraphValue {
  readonly name: string;
  /** Element type as `float32`, `int64`, `string`; null for what is no tensor (a sequence or map, as ZipMap makes). */
  readonly type: string | null;
  /** Sizes of the dimensions; a string is the name of one that is free, '' of one that is free and nameless. Empty when unknown. */
  readonly shape: readonly (number | string)[];
}

/** Inputs and outputs of a graph, or why ONNX Runtime refuses it. */
export type GraphInspection =
  { readonly inputs: readonly GraphValue[]; readonly outputs: readonly GraphValue[] } | { readonly reason: string };

/** Loads a graph as a model would be loaded, and says what it takes and gives. @param graph bytes of an .onnx file */
export async function inspectGraph(graph: Uint8Array): Promise<GraphInspection> {
  try {
    const session = await openSession(graph);
    const { inputMetadata, outputMetadata } = session;
    await session.release();
    return { inputs: inputMetadata.map(asValue), outputs: outputMetadata.map(asValue) };
  } catch (error) {
    return { reason: failureReason(error) };
  }
}

function asValue(value: InferenceSession.ValueMetadata): GraphValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: null, shape: [] };
}
