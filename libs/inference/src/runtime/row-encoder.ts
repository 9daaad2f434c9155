import type { ModelRows } from '@sluice/contracts';
import type { Tensor } from 'onnxruntime-node';
import type { TensorBatch } from './tensor-batches';

/** What one run of a graph takes, by the name of the input. */
export type Feeds = Readonly<Record<string, Tensor>>;

/** Rows ready to be put into tensors. Valid until the encoder's next call. */
export interface EncodedRows {
  /** Ids (or UTF-16 units, for graphs that take strings; 1 for instances) of each row; its length is the number of rows taken. */
  readonly lengths: ArrayLike<number>;
  /** The tensors of some of the rows. They may share buffers with those before them: run these, then ask for the next. */
  feeds(batch: TensorBatch): Feeds;
}

/** Turns rows into what a graph takes. Belongs to one model on one thread and is used by one call at a time. */
export interface RowEncoder {
  /** Rows share a tensor batch only with rows of the same length: for graphs in which padding would change the bits of a row. */
  readonly exact: boolean;
  /** Takes rows from `start` on, at least one and as many as fit into its memory bound. */
  encode(rows: ModelRows, start: number): EncodedRows;
}
