import type { ModelRows } from '@sluice/contracts';
import { compileInstances } from '../instances/compile-instances';
import type { GraphSource } from '../package/graph-source';
import { readModelFiles } from '../package/read-model-files';
import { checkGoldenRows } from './check-golden-rows';
import { goldenInput } from './golden-input';
import { openScorer } from './open-scorer';
import { releaseBytes } from './release-bytes';
import type { Scorer } from './scorer';
import { warmUp } from './warm-up';

/** A model that is ready on the thread that loaded it. */
export interface LoadedModel {
  readonly scorer: Scorer;
  /** The golden rows, as the model takes them. */
  readonly golden: ModelRows;
  /** Milliseconds of a typical row alone, once warm: see warmUp. */
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
  const { scorer, release } = await openScorer(manifest, files.graph, files.featurizer);
  releaseBytes(files.graph);
  try {
    const golden = goldenInput(files.golden, compileInstances(manifest));
    await checkGoldenRows(scorer, files.golden, golden, manifest.tolerance);
    const runMs = await warmUp(scorer, golden, manifest.warmup_rows);
    return { scorer, golden, runMs, release };
  } catch (error) {
    await release();
    throw error;
  }
}
