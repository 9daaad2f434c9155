import { InferenceSession } from 'onnxruntime-node';
import { EXTERNAL_DATA, explainRefusal } from './explain-refusal';
import { hasExternalData } from './external-data';

/**
 * One intra-op and one inter-op thread: parallelism comes from inference threads and processes, and a row keeps its bits whatever
 * the size of its tensor batch. Severity 4 = fatal only: a failed run is thrown, and it is ours to log.
 */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
};

/**
 * @param keepsArena whether memory of a run is kept for the next one: faster for small graphs, but a large one holds on to as much as its
 * largest tensor batch ever took
 * @throws Error that says in plain words why ONNX Runtime cannot load the graph.
 */
export async function openSession(graph: Uint8Array, keepsArena = true): Promise<InferenceSession> {
  if (hasExternalData(graph)) throw refused(EXTERNAL_DATA);
  return InferenceSession.create(graph, { ...SESSION_OPTIONS, enableCpuMemArena: keepsArena }).catch(
    (error: unknown) => {
      // Not as the cause: the message of ONNX Runtime holds paths.
      throw refused(explainRefusal(messageOf(error)));
    },
  );
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
}

function refused(reason: string): Error {
  return new Error(`ONNX Runtime cannot load model.onnx: ${reason}`);
}
