import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoldenRows } from '@sluice/contracts';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createTermsFeaturizer } from './terms-featurizer';

const VERSION_DIR = join(__dirname, '../../../../models/abuse/1.0.0');
const VECTORS_FILE = join(__dirname, '../../../../models/abuse/train/vectors.json');

interface Vectors {
  readonly rows: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

// The files are ours and digests guard them: their shapes are taken as written.
const golden = JSON.parse(readFileSync(join(VERSION_DIR, 'golden.json'), 'utf8')) as GoldenRows;
const vectors = JSON.parse(readFileSync(VECTORS_FILE, 'utf8')) as Vectors;

describe('abuse 1.0.0 in TypeScript', () => {
  const featurizer = createTermsFeaturizer(JSON.parse(readFileSync(join(VERSION_DIR, 'featurizer.json'), 'utf8')));
  let session: InferenceSession;

  beforeAll(async () => {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    session = await InferenceSession.create(join(VERSION_DIR, 'model.onnx'), options);
  });

  afterAll(async () => {
    await session.release();
  });

  const encoded = golden.rows.map((row) => Int32Array.from(featurizer.featurize('text' in row ? row.text : '')));

  /** Scores of one tensor batch, `padding` columns wider than its longest row. */
  async function score(rows: readonly Int32Array[], padding = 0): Promise<Float32Array> {
    const length = Math.max(...rows.map((ids) => ids.length)) + padding;
    const batch = new Int32Array(rows.length * length);
    rows.forEach((ids, row) => {
      batch.set(ids, row * length);
    });
    const { probability } = await session.run({ ids: new Tensor('int32', batch, [rows.length, length]) });
    return probability?.data as Float32Array;
  }

  it.each(vectors.rows.map(({ text, ids }) => [JSON.stringify(text), text, ids] as const))(
    'gives the ids of Python for %s',
    (_name, text, ids) => {
      expect([...featurizer.featurize(text)].sort((a, b) => a - b)).toEqual(ids);
    },
  );

  it.each(golden.rows.map((row, index) => [row.name, row.score, index] as const))(
    'gives the score of Python for %s',
    async (_name, expected, index) => {
      const [probability] = await score(encoded.slice(index, index + 1));
      expect(Math.abs((probability ?? NaN) - expected)).toBeLessThanOrEqual(1e-6);
    },
  );

  it('gives a row the same bits in every tensor batch, place and padding', async () => {
    const alone = await Promise.all(encoded.map(async (ids) => (await score([ids]))[0]));
    const rows = fc.array(fc.nat({ max: encoded.length - 1 }), { minLength: 1, maxLength: 64 });
    await fc.assert(
      fc.asyncProperty(rows, fc.nat({ max: 99 }), async (indexes, padding) => {
        const scores = await score(
          indexes.flatMap((index) => encoded[index] ?? []),
          padding,
        );
        expect([...scores]).toEqual(indexes.map((index) => alone[index]));
      }),
    );
  });
});
