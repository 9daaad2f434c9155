import type { WordpieceSpec } from '@sluice/contracts';
import fc from 'fast-check';
import type { Featurizer } from '../featurizers/featurizer';
import { tensorBatches } from './tensor-batches';
import { WordpieceEncoder } from './wordpiece-encoder';

const spec: WordpieceSpec = {
  type: 'wordpiece',
  file: 'tokenizer.json',
  input: 'ids',
  mask_input: 'mask',
  max_tokens: 20,
  bucket: 8,
};

/** Reads ids from texts such as `3 1 2`, into one buffer that every call overwrites, as the contract of featurizers allows. */
function aFeaturizer({ max_tokens }: WordpieceSpec): Featurizer {
  const buffer = new Int32Array(max_tokens);
  return {
    featurize: (text) => {
      const ids = text.split(' ').map(Number).slice(0, max_tokens);
      buffer.set(ids);
      return buffer.subarray(0, ids.length);
    },
  };
}

interface Fed {
  readonly ids: readonly number[];
  readonly mask: readonly number[];
}

/** Every row as it is fed, padding included, over all tensor batches of all windows. */
function feed(texts: readonly string[], maxRows: number, of: WordpieceSpec = spec): { rows: Fed[]; windows: number } {
  const encoder = new WordpieceEncoder(of, aFeaturizer(of));
  const rows: Fed[] = [];
  let windows = 0;
  for (let start = 0; start < texts.length; windows++) {
    const encoded = encoder.encode(texts, start);
    for (const batch of tensorBatches(encoded.lengths, maxRows, encoder.exact)) {
      const { ids, mask } = encoded.feeds(batch);
      for (const tensor of [ids, mask]) {
        expect([tensor?.type, tensor?.dims]).toEqual(['int64', [batch.rows.length, batch.length]]);
      }
      batch.rows.forEach((row, index) => {
        const [from, to] = [index * batch.length, (index + 1) * batch.length];
        const cut = (data: unknown): number[] =>
          Array.from(data as BigInt64Array)
            .slice(from, to)
            .map(Number);
        rows[start + row] = { ids: cut(ids?.data), mask: cut(mask?.data) };
      });
    }
    start += encoded.lengths.length;
  }
  return { rows, windows };
}

const text = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 30 }).map((ids) => ids.join(' '));

describe('word-piece encoder', () => {
  it('pads every row to the next multiple of the bucket, and no further than max_tokens', () => {
    const { rows } = feed(['5', '1 2 3 4 5 6 7 8', '1 2 3 4 5 6 7 8 9', Array(25).fill(7).join(' ')], 4);
    expect(rows[0]).toEqual({ ids: [5, 0, 0, 0, 0, 0, 0, 0], mask: [1, 0, 0, 0, 0, 0, 0, 0] });
    expect(rows.map(({ ids }) => ids.length)).toEqual([8, 8, 16, 20]);
    expect(rows[3]?.mask).toEqual(Array(20).fill(1));
  });

  it('feeds a row alike, whatever its neighbours and the size of the tensor batches are', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 8 }), (texts, maxRows) => {
        const alone = texts.map((one) => feed([one], 1).rows[0]);
        expect(feed(texts, maxRows).rows).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });

  it('closes a window before it grows large, and loses no row', () => {
    const wide = { ...spec, max_tokens: 4096, bucket: 1024 };
    const texts = Array.from({ length: 70 }, (_, row) =>
      Array(4096)
        .fill(row + 1)
        .join(' '),
    );
    const { rows, windows } = feed(texts, 8, wide);
    expect(windows).toBeGreaterThan(1);
    expect(rows.map(({ ids }) => ids[0])).toEqual(texts.map((_, row) => row + 1));
    const many = Array.from({ length: 2_500 }, (_, row) => String(row + 1));
    expect(feed(many, 64).rows.map(({ ids }) => ids[0])).toEqual(many.map(Number));
  });
});
