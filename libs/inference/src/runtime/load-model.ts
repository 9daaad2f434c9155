import type { ModelManifest } from '@sluice/contracts';
import { createTermsFeaturizer } from '../featurizers/terms-featurizer';
import type { ModelSource } from '../package/read-manifest';
import { readModelFiles } from '../package/read-model-files';
import { checkGoldenRows } from './check-golden-rows';
import { OnnxGraph } from './onnx-graph';
import type { RowEncoder } from './row-encoder';
import { Scorer } from './scorer';
import { StringEncoder } from './string-encoder';
import { TermsEncoder } from './terms-encoder';
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
export async function loadModel(source: ModelSource): Promise<LoadedModel> {
  const { manifest } = source;
  const files = await readModelFiles(source);
  const graph = await OnnxGraph.open(files.graph, manifest);
  try {
    const scorer = new Scorer(
      graph,
      createEncoder(manifest, files.featurizer, graph.inputRank),
      manifest.max_batch_size,
    );
    await checkGoldenRows(scorer, files.golden, manifest.tolerance);
    const texts = files.golden.rows.map(({ text }) => text);
    const runMs = await warmUp(scorer, texts, manifest.warmup_rows);
    return { scorer, runMs, release: () => graph.release() };
  } catch (error) {
    await graph.release();
    throw error;
  }
}

/** The encoder that the manifest chooses. */
export function createEncoder({ featurizer }: ModelManifest, spec: unknown, inputRank: number): RowEncoder {
  return featurizer.type === 'none' ? new StringEncoder(inputRank) : new TermsEncoder(createTermsFeaturizer(spec));
}
