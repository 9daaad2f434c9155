import type { InputField, ModelRows } from '@sluice/contracts';
import type { InferenceSession } from 'onnxruntime-node';
import { columnsOf } from '../rows/columns-of';
import { columnTensor, type ColumnTensor } from './column-tensor';
import { InstanceWindow } from './instance-window';
import type { EncodedRows, RowEncoder } from './row-encoder';

/** Feeds instances to graphs that take one tensor a field, under the field's name. */
export class ColumnsEncoder implements RowEncoder {
  readonly exact = false;
  private readonly window = new InstanceWindow();
  private readonly tensors: readonly ColumnTensor[];

  /** @param inputs of the graph, which are known to fit the fields */
  constructor(fields: readonly InputField[], inputs: readonly InferenceSession.TensorValueMetadata[]) {
    this.tensors = fields.map((field) => columnTensor(field, inputs));
  }

  encode(rows: ModelRows, start: number): EncodedRows {
    const { tensors } = this;
    const columns = columnsOf(rows, tensors.length);
    return {
      lengths: this.window.lengths(rows.length - start),
      feeds: ({ rows: batch }) =>
        Object.fromEntries(tensors.map(({ name, make }, index) => [name, make(columns[index] ?? [], start, batch)])),
    };
  }
}
