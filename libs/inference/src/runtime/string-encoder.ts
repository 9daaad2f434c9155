import type { ModelRows } from '@sluice/contracts';
import { Tensor } from 'onnxruntime-node';
import { textsOf } from '../rows/texts-of';
import type { EncodedRows, RowEncoder } from './row-encoder';

/** Feeds texts as they are to graphs that featurise by themselves: string [rows] or [rows, 1]. */
export class StringEncoder implements RowEncoder {
  readonly exact = false;

  /** @param rank of the graph's input, 1 or 2 */
  constructor(
    private readonly input: string,
    private readonly rank: number,
  ) {}

  encode(rows: ModelRows, start: number): EncodedRows {
    const texts = textsOf(rows);
    return {
      lengths: texts.slice(start).map((text) => text.length),
      feeds: (batch) => {
        const strings = Array.from(batch.rows, (row) => texts[start + row] ?? '');
        const dims = this.rank === 1 ? [strings.length] : [strings.length, 1];
        return { [this.input]: new Tensor('string', strings, dims) };
      },
    };
  }
}
