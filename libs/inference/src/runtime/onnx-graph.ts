import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { GraphManifest } from '../package/graph-source';
import { graphMisfits } from './graph-misfits';
import { openSession } from './open-session';
import type { Feeds } from './row-encoder';

/** A run of this many microseconds a row does not notice that its memory is asked for anew. */
const DEAR_US = 1_000;

type Floats = Float32Array | Float64Array;

/** What a graph gives for some rows, as it is. */
export interface GraphScores {
  /** P(positive) of each row. */
  readonly scores: Floats;
  /** Row-major [rows, categories]; null when they were not asked for. */
  readonly categories: Floats | null;
}

/** A graph in ONNX Runtime whose inputs and outputs are known to fit its manifest. A run blocks the calling thread. */
export class OnnxGraph {
  private readonly outputs: readonly string[];
  private readonly allOutputs: readonly string[];

  private constructor(
    private readonly session: InferenceSession,
    private readonly manifest: GraphManifest,
    readonly inputs: readonly InferenceSession.TensorValueMetadata[],
  ) {
    const { output, categories } = manifest;
    this.outputs = [output];
    this.allOutputs = [...new Set([output, categories?.output ?? output])];
  }

  /** @throws Error when ONNX Runtime refuses the graph, or its inputs and outputs are not those of the manifest. */
  static async open(bytes: Uint8Array, manifest: GraphManifest): Promise<OnnxGraph> {
    const session = await openSession(bytes, manifest.cost_us < DEAR_US);
    const misfits = graphMisfits(session.inputMetadata, session.outputMetadata, manifest);
    if (misfits.length > 0) {
      await session.release();
      throw new Error(`model.onnx does not fit manifest.json: ${misfits.join('; ')}`);
    }
    const inputs = session.inputMetadata.filter((input) => input.isTensor);
    return new OnnxGraph(session, manifest, inputs);
  }

  /** Scores the rows of one tensor batch. @param rows how many there are @param withCategories whether theirs are wanted */
  async run(feeds: Feeds, rows: number, withCategories = false): Promise<GraphScores> {
    const { output, output_column: column, categories } = this.manifest;
    const wanted = withCategories ? categories : undefined;
    const results = await this.session.run(feeds, wanted ? this.allOutputs : this.outputs);
    const values = floatsOf(results[output]);
    return {
      scores: column === undefined ? sized(values, rows, 1) : columnOf(values, rows, column),
      categories: wanted ? sized(floatsOf(results[wanted.output]), rows, wanted.names.length) : null,
    };
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

function floatsOf(tensor: Tensor | undefined): Floats {
  const values = tensor?.data;
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  throw new Error('model.onnx did not give numbers');
}

function sized(values: Floats, rows: number, width: number): Floats {
  if (values.length === rows * width) return values;
  throw new Error(`model.onnx did not give ${width} number${width === 1 ? '' : 's'} a row`);
}

function columnOf(values: Floats, rows: number, column: number): Floats {
  const classes = values.length / rows;
  if (!Number.isInteger(classes) || column >= classes)
    throw new Error('model.onnx did not give the class that was asked for');
  return Float64Array.from({ length: rows }, (_, row) => values[row * classes + column] ?? NaN);
}
