import type { ModelManifest } from '@sluice/contracts';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { graphMisfits } from './graph-misfits';

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

/** A graph in ONNX Runtime whose input and output are known to fit its manifest. A run blocks the calling thread. */
export class OnnxGraph {
  private constructor(
    private readonly session: InferenceSession,
    private readonly input: string,
    private readonly output: string,
    /** Rank of the input: 1 for [rows], 2 for [rows, length]. */
    readonly inputRank: number,
  ) {}

  /** @throws Error when ONNX Runtime refuses the graph, or its inputs and outputs are not those of the manifest. */
  static async open(bytes: Uint8Array, manifest: ModelManifest): Promise<OnnxGraph> {
    const session = await InferenceSession.create(bytes, SESSION_OPTIONS).catch((error: unknown) => {
      throw new Error('ONNX Runtime cannot load model.onnx', { cause: error });
    });
    const misfits = graphMisfits(session.inputMetadata, session.outputMetadata, manifest);
    if (misfits.length > 0) {
      await session.release();
      throw new Error(`model.onnx does not fit manifest.json: ${misfits.join('; ')}`);
    }
    const [input] = session.inputMetadata;
    const rank = input?.isTensor === true ? input.shape.length : 1;
    return new OnnxGraph(session, manifest.featurizer.input, manifest.output, rank);
  }

  /** P(positive) of each row of the tensor, as the graph gives it. */
  async run(rows: Tensor, count: number): Promise<Float32Array> {
    const results = await this.session.run({ [this.input]: rows }, [this.output]);
    const scores = results[this.output]?.data;
    if (!(scores instanceof Float32Array) || scores.length !== count) {
      throw new Error('model.onnx did not give one float32 per row');
    }
    return scores;
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
