import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoldenRows } from '@sluice/contracts';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { createTermsFeaturizer } from './terms-featurizer';

const MODEL_DIR = join(__dirname, '../../../../models/abuse');

interface Vectors {
  readonly rows: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

function read(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(MODEL_DIR, ...path), 'utf8'));
}

/** The values of one row of a row-major tensor. */
function slice(values: readonly number[], row: number, rows: number): number[] {
  const width = values.length / rows;
  return values.slice(row * width, (row + 1) * width);
}

describe.each(['1.0.0', '2.0.0'])('abuse %s in TypeScript', (version) => {
  // The files are ours and digests guard them: their shapes are taken as written.
  const golden = read(version, 'golden.json') as GoldenRows;
  const vectors = read('train', `vectors-${version}.json`) as Vectors;
  const featurizer = createTermsFeaturizer(read(version, 'featurizer.json'));
  let session: InferenceSession;

  beforeAll(async () => {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    session = await InferenceSession.create(join(MODEL_DIR, version, 'model.onnx'), options);
  });

  afterAll(async () => {
    await session.release();
  });

  const encoded = golden.rows.map((row) => Int32Array.from(featurizer.featurize('text' in row ? row.text : '')));

  /** Scores of one tensor batch, `padding` columns wider than its longest row: of each row the probability, then its categories. */
  async function score(rows: readonly Int32Array[], padding = 0): Promise<number[][]> {
    const length = Math.max(...rows.map((ids) => ids.length)) + padding;
    const batch = new Int32Array(rows.length * length);
    rows.forEach((ids, row) => {
      batch.set(ids, row * length);
    });
    const results = await session.run({ ids: new Tensor('int32', batch, [rows.length, length]) });
    const outputs = session.outputNames.map((name) => [...(results[name]?.data as Float32Array)]);
    return rows.map((_, row) => outputs.flatMap((values) => slice(values, row, rows.length)));
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
      const [row] = await score(encoded.slice(index, index + 1));
      expect(Math.abs((row?.[0] ?? NaN) - expected)).toBeLessThanOrEqual(1e-6);
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
        expect(scores).toEqual(indexes.map((index) => alone[index]));
      }),
    );
  });
});
