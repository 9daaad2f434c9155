import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoldenRows } from '@sluice/contracts';
import { discoverVersions } from './package/discover-versions';
import { readManifest } from './package/read-manifest';
import { InferenceService } from './inference-service';
import { loadModel } from './runtime/load-model';

const MODELS = join(__dirname, '../../../models');

describe('the models that are shipped', () => {
  const golden = JSON.parse(readFileSync(join(MODELS, 'abuse/1.0.0/golden.json'), 'utf8')) as GoldenRows;
  const texts = golden.rows.map(({ text }) => text);

  it.each(['threads', 'inline-or-threads'] as const)('load, and score as their recipe did (%s)', async (mode) => {
    const inference = await InferenceService.open({ modelsDir: MODELS, modelVersions: new Map(), threads: 1, mode });
    try {
      expect(inference.models()).toMatchObject([{ name: 'abuse', version: '1.0.0', state: 'READY', active: true }]);
      const model = inference.get('abuse');
      const scores = await model.score(texts);
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
    const { scorer, release } = await loadModel(await readManifest(folder));
    const alone = await scorer.score(texts, 1);
    for (const size of [2, 3, 7, 8, 31, 32, 64]) {
      expect(await scorer.score(texts, size)).toEqual(alone);
      const reversed = await scorer.score([...texts].reverse(), size);
      expect(reversed.reverse()).toEqual(alone);
    }
    await release();
  });
});
