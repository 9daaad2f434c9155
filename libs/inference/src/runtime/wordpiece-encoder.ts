import type { ModelRows, WordpieceSpec } from '@sluice/contracts';
import { Tensor } from 'onnxruntime-node';
import type { Featurizer } from '../featurizers/featurizer';
import { textsOf } from '../rows/texts-of';
import type { EncodedRows, Feeds, RowEncoder } from './row-encoder';
import type { TensorBatch } from './tensor-batches';

/** A window closes once it holds this many rows or ids: enough for full tensor batches of each length, in a megabyte. */
const WINDOW_ROWS = 1024;
const WINDOW_IDS = 1 << 18;

/** Feeds word pieces to transformers: int64 [rows, length] ids and mask, both padded with 0. */
export class WordpieceEncoder implements RowEncoder {
  readonly exact = true;
  /** Ids of the window's rows one after the other; row i ends at `ends[i]`. */
  private readonly ids: Int32Array;
  private readonly ends = new Uint32Array(WINDOW_ROWS);

  /** @param featurizer gives at most `max_tokens` ids */
  constructor(
    private readonly spec: WordpieceSpec,
    private readonly featurizer: Featurizer,
  ) {
    this.ids = new Int32Array(WINDOW_IDS + spec.max_tokens);
  }

  encode(rows: ModelRows, start: number): EncodedRows {
    const texts = textsOf(rows);
    const last = Math.min(texts.length, start + WINDOW_ROWS);
    const lengths: number[] = [];
    let end = 0;
    for (let row = start; row < last && end < WINDOW_IDS; row++) {
      const ids = this.featurizer.featurize(texts[row] ?? '');
      this.ids.set(ids, end);
      end += ids.length;
      this.ends[lengths.length] = end;
      lengths.push(this.paddedLength(ids.length));
    }
    return { lengths, feeds: (batch) => this.feeds(batch) };
  }

  /** Of its own length alone, so that a row is padded alike whatever its neighbours are. */
  private paddedLength(ids: number): number {
    const { bucket, max_tokens } = this.spec;
    return Math.min(max_tokens, Math.ceil(ids / bucket) * bucket);
  }

  private feeds({ rows, length }: TensorBatch): Feeds {
    const shape = [rows.length, length];
    const ids = new BigInt64Array(rows.length * length);
    const mask = new BigInt64Array(rows.length * length);
    let at = 0;
    for (const row of rows) {
      const first = row === 0 ? 0 : (this.ends[row - 1] ?? 0);
      const count = (this.ends[row] ?? 0) - first;
      for (let i = 0; i < count; i++) ids[at + i] = BigInt(this.ids[first + i] ?? 0);
      mask.fill(1n, at, at + count);
      at += length;
    }
    const { input, mask_input } = this.spec;
    return { [input]: new Tensor('int64', ids, shape), [mask_input]: new Tensor('int64', mask, shape) };
  }
}
