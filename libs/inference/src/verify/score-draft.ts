import type { Scored } from '../live-model';
import type { GraphManifest } from '../package/graph-source';
import { openScorer } from '../runtime/open-scorer';
import { sampleRows } from '../runtime/sample-rows';

/** A model that has no golden rows yet. */
export interface ModelDraft {
  readonly manifest: GraphManifest;
  /** Bytes of model.onnx. */
  readonly graph: Uint8Array;
  /** Parsed file of the featurizer; null when it has none. */
  readonly featurizer: unknown;
}

/**
 * Scores sample rows with a model that is being made, so that golden rows can be written from them.
 * @param samples texts for a text model, instances for a tabular one
 * @throws SluiceError INVALID_INSTANCE for instances that the manifest refuses; Error when the graph cannot be loaded, does not fit the
 * manifest, or cannot score the rows.
 */
export async function scoreDraft(draft: ModelDraft, samples: readonly unknown[]): Promise<Scored> {
  const { manifest, graph, featurizer } = draft;
  const rows = sampleRows(manifest, samples);
  const { scorer, release } = await openScorer(manifest, graph, featurizer);
  try {
    return await scorer.score(rows, { categories: true });
  } finally {
    await release();
  }
}
