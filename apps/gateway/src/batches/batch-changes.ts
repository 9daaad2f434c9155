import type { AdvanceBatch, BatchReader, BatchRef, BatchStatus } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';
import type { Logger } from 'pino';
import { CancelBatch } from './cancel-batch';
import { DeleteBatch } from './delete-batch';
import { RetryBatch } from './retry-batch';

/** What can be asked of a batch beside reading it. */
export class BatchChanges {
  private readonly cancelBatch: CancelBatch;
  private readonly retryBatch: RetryBatch;
  private readonly deleteBatch: DeleteBatch;

  constructor(store: ObjectStore, reader: BatchReader, advance: AdvanceBatch, log: Logger) {
    this.cancelBatch = new CancelBatch(reader, advance, log);
    this.retryBatch = new RetryBatch(reader, advance, log);
    this.deleteBatch = new DeleteBatch(reader, store, log);
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  cancel(ref: BatchRef): Promise<BatchStatus> {
    return this.cancelBatch.execute(ref);
  }

  /** @throws SluiceError BATCH_NOT_FOUND, BATCH_CONFLICT */
  retry(ref: BatchRef): Promise<BatchStatus> {
    return this.retryBatch.execute(ref);
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  delete(ref: BatchRef): Promise<void> {
    return this.deleteBatch.execute(ref);
  }
}
