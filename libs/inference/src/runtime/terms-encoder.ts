import type { ModelRows } from '@sluice/contracts';
import { Tensor } from 'onnxruntime-node';
import type { Featurizer } from '../featurizers/featurizer';
import { textsOf } from '../rows/texts-of';
import type { EncodedRows, RowEncoder } from './row-encoder';
import type { TensorBatch } from './tensor-batches';

/** A window closes once it holds this many rows or ids, so that a chunk of long texts needs megabytes and not gigabytes. */
const WINDOW_ROWS = 1024;
const WINDOW_IDS = 1 << 20;

/** Feeds the ids of a featurizer to graphs that gather weights: int32 [rows, length], padded with 0. */
export class TermsEncoder implements RowEncoder {
  readonly exact = false;
  /** Ids of the window's rows one after the other; row i ends at `ends[i]`. */
  private ids = new Int32Array(4096);
  private padded = new Int32Array(4096);
  private readonly ends = new Uint32Array(WINDOW_ROWS);

  constructor(
    private readonly input: string,
    private readonly featurizer: Featurizer,
  ) {}

  encode(rows: ModelRows, start: number): EncodedRows {
    const texts = textsOf(rows);
    const last = Math.min(texts.length, start + WINDOW_ROWS);
    const lengths: number[] = [];
    let end = 0;
    for (let row = start; row < last && end < WINDOW_IDS; row++) {
      const ids = this.featurizer.featurize(texts[row] ?? '');
      if (end + ids.length > this.ids.length) this.ids = grown(this.ids, end + ids.length);
      this.ids.set(ids, end);
      end += ids.length;
      this.ends[lengths.length] = end;
      lengths.push(ids.length);
    }
    return { lengths, feeds: (batch) => ({ [this.input]: this.tensor(batch, lengths) }) };
  }

  private tensor({ rows, length }: TensorBatch, lengths: readonly number[]): Tensor {
    const size = rows.length * length;
    if (size > this.padded.length) this.padded = new Int32Array(size * 2);
    let at = 0;
    for (const row of rows) {
      const ids = lengths[row] ?? 0;
      const end = this.ends[row] ?? 0;
      this.padded.set(this.ids.subarray(end - ids, end), at);
      this.padded.fill(0, at + ids, at + length);
      at += length;
    }
    return new Tensor('int32', this.padded.subarray(0, size), [rows.length, length]);
  }
}

function grown(from: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(Math.max(least, from.length * 2));
  to.set(from);
  return to;
}
