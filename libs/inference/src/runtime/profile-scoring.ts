import type { ModelRows } from '@sluice/contracts';
import { discoverVersions } from '../package/discover-versions';
import { isGraphSource } from '../package/graph-source';
import { readManifest } from '../package/read-manifest';
import { readModelFiles } from '../package/read-model-files';
import { createEncoder } from './create-encoder';
import { OnnxGraph } from './onnx-graph';
import type { RowEncoder } from './row-encoder';
import { sampleRows } from './sample-rows';
import { tensorBatches } from './tensor-batches';

/** Where the time of scoring goes, in milliseconds for all rows. */
export interface ScoringProfile {
  /** Texts to ids, and ids or columns into tensors. */
  readonly featurizeMs: number;
  /** Inside ONNX Runtime. */
  readonly runMs: number;
}

/**
 * Scores rows on the calling thread as a worker's inference thread does, with a clock around each part. For benchmarks.
 * @param model its newest version is used; not a cascade
 * @param samples texts for a text model, instances for a tabular one: reading those is not timed
 * @throws Error when there is no such model, or it cannot be loaded
 */
export async function profileScoring(
  modelsDir: string,
  model: string,
  samples: readonly unknown[],
): Promise<ScoringProfile> {
  const folder = (await discoverVersions(modelsDir)).get(model)?.[0];
  if (folder === undefined) throw new Error('There is no such model in the models folder.');
  const source = await readManifest(folder);
  if (!isGraphSource(source)) throw new Error('A cascade has no graph of its own: profile its members.');
  const rows = sampleRows(source.manifest, samples);
  const files = await readModelFiles(source);
  const graph = await OnnxGraph.open(files.graph, source.manifest);
  try {
    const encoder = createEncoder(source.manifest, files.featurizer, graph);
    return await profile(graph, encoder, rows, source.manifest.max_batch_size);
  } finally {
    await graph.release();
  }
}

async function profile(
  graph: OnnxGraph,
  encoder: RowEncoder,
  rows: ModelRows,
  maxBatchSize: number,
): Promise<ScoringProfile> {
  const startedMs = performance.now();
  let runMs = 0;
  let start = 0;
  while (start < rows.length) {
    const encoded = encoder.encode(rows, start);
    for (const batch of tensorBatches(encoded.lengths, maxBatchSize, encoder.exact)) {
      const feeds = encoded.feeds(batch);
      const runAtMs = performance.now();
      await graph.run(feeds, batch.rows.length);
      runMs += performance.now() - runAtMs;
    }
    start += encoded.lengths.length;
  }
  return { featurizeMs: performance.now() - startedMs - runMs, runMs };
}
