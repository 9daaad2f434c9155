import type { Tensor } from 'onnxruntime-node';
import type { TensorBatch } from './tensor-batches';

/** Rows ready to be put into tensors. Valid until the encoder's next call. */
export interface EncodedRows {
  /** Ids (or UTF-16 units, for graphs that take strings) of each row; its length is the number of rows taken. */
  readonly lengths: ArrayLike<number>;
  /** The tensor of some of the rows. It may share a buffer with the tensor before it: run one, then ask for the next. */
  tensor(batch: TensorBatch): Tensor;
}

/** Turns texts into what a graph takes. Belongs to one model on one thread and is used by one call at a time. */
export interface RowEncoder {
  /** Takes rows from `start` on, at least one and as many as fit into its memory bound. */
  encode(texts: readonly string[], start: number): EncodedRows;
}
