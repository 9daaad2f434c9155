import { SluiceError } from '@sluice/contracts';
import type { AdvanceBatch, BatchReader, BatchRef, BatchStatus } from '@sluice/batches';
import type { Logger } from 'pino';

/** Opens the next epoch of a batch that has failed rows or failed as a whole: what was set aside is tried again, what was scored stays. */
export class RetryBatch {
  constructor(
    private readonly reader: BatchReader,
    private readonly advance: AdvanceBatch,
    private readonly log: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws SluiceError BATCH_NOT_FOUND; BATCH_CONFLICT unless the batch has ended as completed_with_errors or failed */
  async execute(ref: BatchRef): Promise<BatchStatus> {
    const { state } = await this.reader.status(ref);
    if (state !== 'completed_with_errors' && state !== 'failed') {
      throw new SluiceError(
        'BATCH_CONFLICT',
        `A batch is retried when it has ended with failed rows; this one is ${state}.`,
      );
    }
    const ledger = await this.reader.ledger(ref);
    const { keys, epoch } = ledger;
    // The end of this epoch is told before the next one begins, for whoever ended it may have died in between.
    await this.advance.settle(ledger);
    const active = { at: this.now() };
    // Before the retry, so that housekeeping finds it if this process dies; and once more, for housekeeping may have found the old outcome in between.
    await ledger.create(keys.active, active);
    const first = await ledger.create(keys.retry(epoch + 1), { at: this.now() });
    if (!first) throw new SluiceError('BATCH_CONFLICT', 'The batch is being retried already.');
    await ledger.create(keys.active, active);
    this.log.info({ batchId: ref.id, epoch: epoch + 1 }, 'batch retried');
    await this.advance.execute(ref).catch((err: unknown) => {
      this.log.warn({ batchId: ref.id, err }, 'retry not queued yet');
    });
    return this.reader.status(ref);
  }
}
