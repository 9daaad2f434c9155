import fc from 'fast-check';
import type { Featurizer } from '../featurizers/featurizer';
import { tensorBatches } from './tensor-batches';
import { TermsEncoder } from './terms-encoder';

/** Reads ids from texts such as `3 1 2`, into one buffer that every call overwrites, as the contract of featurizers allows. */
function aFeaturizer(): Featurizer {
  const buffer = new Int32Array(300_000);
  return {
    featurize: (text) => {
      const ids = text === '' ? [] : text.split(' ').map(Number);
      buffer.set(ids);
      return buffer.subarray(0, ids.length);
    },
  };
}

/** The ids of every row, read back from all tensors of all windows; checks that the rest of each row is padding. */
function readBack(texts: readonly string[], maxRows: number): { rows: number[][]; windows: number } {
  const encoder = new TermsEncoder('ids', aFeaturizer());
  const rows: number[][] = texts.map(() => []);
  let windows = 0;
  for (let start = 0; start < texts.length; windows++) {
    const encoded = encoder.encode(texts, start);
    for (const batch of tensorBatches(encoded.lengths, maxRows)) {
      const { ids: tensor } = encoded.feeds(batch);
      if (!tensor) throw new Error('the encoder fed nothing');
      expect([tensor.type, tensor.dims]).toEqual(['int32', [batch.rows.length, batch.length]]);
      batch.rows.forEach((row, index) => {
        const padded = Array.from(tensor.data as Int32Array).slice(index * batch.length, (index + 1) * batch.length);
        const ids = encoded.lengths[row] ?? 0;
        expect(padded.slice(ids).every((id) => id === 0)).toBe(true);
        rows[start + row] = padded.slice(0, ids);
      });
    }
    start += encoded.lengths.length;
  }
  return { rows, windows };
}

describe('TermsEncoder', () => {
  it('puts the ids of every row into exactly one tensor, padded with 0', () => {
    const ids = fc.array(fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 40 }), { maxLength: 70 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 33 }), (rows, maxRows) => {
        expect(
          readBack(
            rows.map((row) => row.join(' ')),
            maxRows,
          ).rows,
        ).toEqual(rows);
      }),
    );
  });

  it('takes many rows in windows of bounded memory', () => {
    const many = Array.from({ length: 2_500 }, (_, row) => [row + 1]);
    expect(readBack(many.map(String), 64)).toEqual({ rows: many, windows: 3 });
    const long = Array.from({ length: 8 }, (_, row) => Array.from({ length: 250_000 }, () => row + 1));
    const { rows, windows } = readBack(
      long.map((row) => row.join(' ')),
      2,
    );
    expect(windows).toBe(2);
    expect(rows.map((row) => [row.length, row[0], row.at(-1)])).toEqual(
      long.map((_, row) => [250_000, row + 1, row + 1]),
    );
  });
});
