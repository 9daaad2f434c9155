import type { ModelRows } from '@sluice/contracts';
import { Tensor } from 'onnxruntime-node';
import { columnsOf } from '../rows/columns-of';
import { InstanceWindow } from './instance-window';
import type { EncodedRows, RowEncoder } from './row-encoder';
import type { TensorBatch } from './tensor-batches';

/** Feeds instances to graphs that take one float32 tensor [rows, fields]. */
export class MatrixEncoder implements RowEncoder {
  readonly exact = false;
  private readonly window = new InstanceWindow();
  private matrix = new Float32Array(0);

  constructor(
    private readonly input: string,
    private readonly fields: number,
  ) {}

  encode(rows: ModelRows, start: number): EncodedRows {
    const columns = columnsOf(rows, this.fields).map(asNumbers);
    return {
      lengths: this.window.lengths(rows.length - start),
      feeds: (batch) => ({ [this.input]: this.tensor(columns, start, batch) }),
    };
  }

  private tensor(columns: readonly Float64Array[], start: number, { rows }: TensorBatch): Tensor {
    const { fields } = this;
    const size = rows.length * fields;
    if (size > this.matrix.length) this.matrix = new Float32Array(size);
    const { matrix } = this;
    for (let field = 0; field < fields; field++) {
      const column = columns[field];
      for (let row = 0, at = field; row < rows.length; row++, at += fields) {
        matrix[at] = column?.[start + (rows[row] ?? 0)] ?? NaN;
      }
    }
    return new Tensor('float32', matrix.subarray(0, size), [rows.length, fields]);
  }
}

function asNumbers(column: Float64Array | readonly string[]): Float64Array {
  if ('buffer' in column) return column;
  throw new Error('a matrix cannot hold a column of strings');
}
