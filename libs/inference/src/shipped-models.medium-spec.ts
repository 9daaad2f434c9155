import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoldenRows } from '@sluice/contracts';
import { readGraphSource } from '../test/graph-source.fixture';
import { discoverVersions } from './package/discover-versions';
import { InferenceService } from './inference-service';
import { goldenInput } from './runtime/golden-input';
import { loadModel } from './runtime/load-model';

const MODELS = join(__dirname, '../../../models');

describe('the models that are shipped', () => {
  const golden = JSON.parse(readFileSync(join(MODELS, 'abuse/1.0.0/golden.json'), 'utf8')) as GoldenRows;
  const texts = goldenInput(golden, null) as readonly string[];

  it.each(['threads', 'inline-or-threads'] as const)('load, and score as their recipe did (%s)', async (mode) => {
    const inference = await InferenceService.open({ modelsDir: MODELS, modelVersions: new Map(), threads: 1, mode });
    try {
      const model = inference.get('abuse', '1.0.0');
      const { scores } = await model.score(texts);
      golden.rows.forEach(({ score }, row) => {
        expect(Math.abs((scores[row] ?? NaN) - score)).toBeLessThanOrEqual(model.manifest.tolerance);
      });
    } finally {
      await inference.close();
    }
  });

  it('score a row to the same bits at every tensor-batch size and next to any neighbours', async () => {
    const [folder] = (await discoverVersions(MODELS)).get('abuse') ?? [];
    if (!folder) throw new Error('models/abuse holds no version');
    const { scorer, release } = await loadModel(await readGraphSource(folder));
    const alone = await scorer.score(texts, { maxBatchSize: 1 });
    for (const maxBatchSize of [2, 3, 7, 8, 31, 32, 64]) {
      expect(await scorer.score(texts, { maxBatchSize })).toEqual(alone);
      const reversed = await scorer.score([...texts].reverse(), { maxBatchSize });
      expect(reversed.scores.reverse()).toEqual(alone.scores);
    }
    await release();
  });
});
