import { basename, dirname, resolve } from 'node:path';
import { failureReason } from '../failure-reason';
import { InferenceService } from '../inference-service';
import { isGraphSource, type GraphSource } from '../package/graph-source';
import { readManifest, type ModelSource } from '../package/read-manifest';
import { readGoldenRows } from '../package/read-model-files';
import { checkTensorBatches } from '../runtime/check-tensor-batches';
import { loadModel } from '../runtime/load-model';
import type { VersionReport } from './version-report';

type Found = Omit<VersionReport, 'name' | 'version' | 'reason'>;

/**
 * Checks a version as loading does (schema, digests, graph, golden rows), and besides that its golden rows keep their bits at every
 * tensor-batch size up to `max_batch_size`. Never throws: what is wrong is the report's `reason`.
 * @param dir `<models folder>/<name>/<version>`; the members of a cascade are looked for in the same models folder
 */
export async function verifyVersion(dir: string): Promise<VersionReport> {
  const path = resolve(dir);
  const folder = { name: basename(dirname(path)), version: basename(path), dir: path };
  const { name, version } = folder;
  let found: Found = { digest: null, goldenRows: 0, tensorBatchSizes: 0 };
  try {
    const source = await readManifest(folder);
    found = { ...found, digest: source.digest };
    found = isGraphSource(source) ? await verifyGraph(source) : await verifyLoading(source);
    return { name, version, reason: null, ...found };
  } catch (error) {
    return { name, version, reason: failureReason(error), ...found };
  }
}

async function verifyGraph(source: GraphSource): Promise<Found> {
  const { scorer, golden, release } = await loadModel(source);
  try {
    const tensorBatchSizes = await checkTensorBatches(scorer, golden, source.manifest.cost_us);
    return { digest: source.digest, goldenRows: golden.length, tensorBatchSizes };
  } finally {
    await release();
  }
}

/** What has no graph of its own is put together as a service does it. */
async function verifyLoading(source: ModelSource): Promise<Found> {
  const { name, version } = source.manifest;
  const modelVersions = new Map([[name, version]]);
  const inference = await InferenceService.open({
    modelsDir: dirname(dirname(source.dir)),
    modelVersions,
    threads: 1,
    mode: 'threads',
  });
  try {
    inference.get(name, version);
    return { digest: source.digest, goldenRows: (await readGoldenRows(source)).rows.length, tensorBatchSizes: 0 };
  } finally {
    await inference.close();
  }
}
