import { join } from 'node:path';
import { discoverVersions } from './package/discover-versions';
import { isGraphSource } from './package/graph-source';
import { readManifest } from './package/read-manifest';
import { readGoldenRows } from './package/read-model-files';
import { InferenceService } from './inference-service';
import { goldenInput } from './runtime/golden-input';
import { loadModel } from './runtime/load-model';
import { pickRows } from './rows/pick-rows';

const MODELS = join(__dirname, '../../../models');
const SIZES = [1, 2, 3, 7, 8, 31, 32];
/** What is dearer meets its neighbours at some sizes only. */
const DEAR_US = 1_000;

describe.each(['threads', 'inline-or-threads'] as const)('the models that are shipped (%s)', (mode) => {
  let inference: InferenceService;

  beforeAll(async () => {
    inference = await InferenceService.open({ modelsDir: MODELS, modelVersions: new Map(), threads: 1, mode });
  });
  afterAll(() => inference.close());

  it('load: the newest version of each is the active one', async () => {
    const newest = Array.from(await discoverVersions(MODELS), ([name, [first]]) => ({ name, version: first?.version }));
    const active = inference.models().filter((model) => model.active);
    expect(active.map(({ name, version, reason }) => ({ name, version, reason }))).toEqual(
      newest.map((model) => ({ ...model, reason: null })),
    );
  });

  it('score their golden rows as their recipes did, whatever the order', async () => {
    for (const { name, version, dir } of [...(await discoverVersions(MODELS)).values()].flat()) {
      const source = await readManifest({ name, version, dir });
      const model = await inference.resolve({ name, version, digest: source.digest });
      const golden = await readGoldenRows(source);
      const rows = goldenInput(golden, model.instances);
      const { scores } = await model.score(rows);
      golden.rows.forEach(({ score }, row) => {
        expect(Math.abs((scores[row] ?? NaN) - score)).toBeLessThanOrEqual(model.manifest.tolerance + 1e-7);
      });
      const reversed = await model.score(pickRows(rows, [...scores.keys()].reverse()));
      expect(reversed.scores.reverse()).toEqual(scores);
    }
  });
});

describe('a row of a shipped model', () => {
  it('keeps its bits at every tensor-batch size and beside any neighbours', async () => {
    for (const folder of [...(await discoverVersions(MODELS)).values()].flat()) {
      const source = await readManifest(folder);
      if (!isGraphSource(source)) continue;
      const { scorer, golden, release } = await loadModel(source);
      const alone = await scorer.score(golden, { maxBatchSize: 1, categories: true });
      const { cost_us: costUs, max_batch_size: most } = source.manifest;
      for (const maxBatchSize of new Set([...(costUs < DEAR_US ? SIZES : [3, 8]), most])) {
        for (const indices of [[...alone.scores.keys()], [...alone.scores.keys()].reverse()]) {
          const { scores, categories } = await scorer.score(pickRows(golden, indices), {
            maxBatchSize,
            categories: true,
          });
          expect(scores).toEqual(Float64Array.from(indices, (index) => alone.scores[index] ?? NaN));
          const names = (categories?.length ?? 0) / indices.length;
          const expected = indices.flatMap((index) => [
            ...(alone.categories?.slice(index * names, (index + 1) * names) ?? []),
          ]);
          expect([...(categories ?? [])]).toEqual(expected);
        }
      }
      await release();
    }
  });
});
