import { Tensor } from 'onnxruntime-node';
import type { EncodedRows, RowEncoder } from './row-encoder';

/** Feeds texts as they are to graphs that featurise by themselves: string [rows] or [rows, 1]. */
export class StringEncoder implements RowEncoder {
  /** @param rank of the graph's input, 1 or 2 */
  constructor(private readonly rank: number) {}

  encode(texts: readonly string[], start: number): EncodedRows {
    return {
      lengths: texts.slice(start).map((text) => text.length),
      tensor: ({ rows }) => {
        const batch = Array.from(rows, (row) => texts[start + row] ?? '');
        return new Tensor('string', batch, this.rank === 1 ? [rows.length] : [rows.length, 1]);
      },
    };
  }
}
