import { compileInstances } from '../instances/compile-instances';
import type { GraphSource } from '../package/graph-source';
import { readModelFiles } from '../package/read-model-files';
import { checkGoldenRows } from './check-golden-rows';
import { createEncoder } from './create-encoder';
import { goldenInput } from './golden-input';
import { OnnxGraph } from './onnx-graph';
import { Scorer } from './scorer';
import { warmUp } from './warm-up';

/** A model that is ready on the thread that loaded it. */
export interface LoadedModel {
  readonly scorer: Scorer;
  /** Median milliseconds of one typical row alone, once warm. */
  readonly runMs: number;
  readonly release: () => Promise<void>;
}

/**
 * Digests, graph, golden rows, warm-up: in this order, so that nothing is parsed that was not checked.
 * @throws Error whose message is the reason why the version is unavailable.
 */
export async function loadModel(source: GraphSource): Promise<LoadedModel> {
  const { manifest } = source;
  const files = await readModelFiles(source);
  const golden = goldenInput(files.golden, compileInstances(manifest));
  const graph = await OnnxGraph.open(files.graph, manifest);
  try {
    const encoder = createEncoder(manifest, files.featurizer, graph);
    const scorer = new Scorer(graph, encoder, manifest.max_batch_size, manifest.categories?.names.length ?? 0);
    await checkGoldenRows(scorer, files.golden, golden, manifest.tolerance);
    const runMs = await warmUp(scorer, golden, manifest.warmup_rows);
    return { scorer, runMs, release: () => graph.release() };
  } catch (error) {
    await graph.release();
    throw error;
  }
}
