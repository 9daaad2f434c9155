import { join } from 'node:path';
import type { CascadeManifest, ModelManifest } from '@sluice/contracts';
import { discoverVersions, InferenceService, profileScoring, readManifest, type LiveModel } from '@sluice/inference';
import { ROOT } from '../bench-options';
import { median } from '../report/quantile';
import type { CascadeFigures, ModelFigures, ModelsReport } from './model-figures';
import { mixedTexts, type MixedTexts } from './mixed-texts';
import { modelSamples } from './model-samples';

const MODELS = join(ROOT, 'models');
const US_PER_MS = 1_000;

/** Run as a process of its own: models-loop.js <rounds> <seed> [data folder]. Prints a ModelsReport as JSON. */
async function main(): Promise<void> {
  const [rounds = 1, seed = 1] = process.argv.slice(2, 4).map(Number);
  const dataDir = process.argv[4];
  const models: ModelFigures[] = [];
  const cascades: CascadeManifest[] = [];
  for (const [folder] of (await discoverVersions(MODELS)).values()) {
    if (folder === undefined) continue;
    const { manifest } = await readManifest(folder);
    if (manifest.runtime === 'cascade') cascades.push(manifest);
    else models.push(await measureModel(manifest, await modelSamples(manifest, folder.dir, seed), rounds));
  }
  const report: ModelsReport = {
    models,
    cascades: await measureCascades(cascades, rounds, await mixedTexts(dataDir, seed)),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

async function measureModel(
  manifest: ModelManifest,
  samples: readonly unknown[],
  rounds: number,
): Promise<ModelFigures> {
  const { name, version, max_batch_size: maxBatchSize } = manifest;
  // The first part only warms up: buffers grow, code is compiled.
  await profileScoring(MODELS, name, samples.slice(0, Math.ceil(samples.length / 4)));
  const featurizeMs: number[] = [];
  const runMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const profile = await profileScoring(MODELS, name, samples);
    featurizeMs.push(profile.featurizeMs);
    runMs.push(profile.runMs);
  }
  const usARow = (timesMs: readonly number[]): number => (median(timesMs) * US_PER_MS) / samples.length;
  const model = `${name} ${version}`;
  return { model, maxBatchSize, rows: samples.length, featurizeUs: usARow(featurizeMs), runUs: usARow(runMs) };
}

async function measureCascades(
  cascades: readonly CascadeManifest[],
  rounds: number,
  { from, texts }: MixedTexts,
): Promise<CascadeFigures[]> {
  if (cascades.length === 0) return [];
  const inference = await InferenceService.open({
    modelsDir: MODELS,
    modelVersions: new Map(),
    threads: 1,
    mode: 'threads',
  });
  try {
    const figures: CascadeFigures[] = [];
    for (const { name, version, cascade } of cascades) {
      figures.push({
        cascade: `${name} ${version}`,
        deep: `${cascade.deep.name} ${cascade.deep.version}`,
        rows: texts.length,
        from,
        cascadeRowsPerSecond: await rowsPerSecond(inference.get(name), texts, rounds),
        deepRowsPerSecond: await rowsPerSecond(await inference.resolve(cascade.deep), texts, rounds),
      });
    }
    return figures;
  } finally {
    await inference.close();
  }
}

async function rowsPerSecond(model: LiveModel, texts: readonly string[], rounds: number): Promise<number> {
  await model.score(texts.slice(0, 64));
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedMs = performance.now();
    await model.score(texts);
    rates.push((texts.length / (performance.now() - startedMs)) * 1_000);
  }
  return median(rates);
}

void main();
