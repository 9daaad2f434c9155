import type { GraphManifest } from '../package/graph-source';
import { createEncoder } from './create-encoder';
import { OnnxGraph } from './onnx-graph';
import { Scorer } from './scorer';

/** A graph with its encoder. */
export interface OpenScorer {
  readonly scorer: Scorer;
  readonly release: () => Promise<void>;
}

/**
 * @param graph bytes of model.onnx
 * @param featurizer parsed file of the featurizer; null when it has none
 * @throws Error when the graph cannot be loaded, or does not fit the manifest.
 */
export async function openScorer(manifest: GraphManifest, graph: Uint8Array, featurizer: unknown): Promise<OpenScorer> {
  const opened = await OnnxGraph.open(graph, manifest);
  try {
    const encoder = createEncoder(manifest, featurizer, opened);
    const scorer = new Scorer(opened, encoder, manifest.max_batch_size, manifest.categories?.names.length ?? 0);
    return { scorer, release: () => opened.release() };
  } catch (error) {
    await opened.release();
    throw error;
  }
}
