import { AdvanceBatch, isFinal, type BatchReader, type BatchRef, type BatchStatus } from '@sluice/batches';
import type { Logger } from 'pino';

/** Asks for the end of a batch. The record is the request; workers see it before and after each chunk, and the finish creates the outcome. */
export class CancelBatch {
  constructor(
    private readonly reader: BatchReader,
    private readonly advance: AdvanceBatch,
    private readonly log: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  /** Idempotent; of a final batch it changes nothing. @throws SluiceError BATCH_NOT_FOUND */
  async execute(ref: BatchRef): Promise<BatchStatus> {
    const status = await this.reader.status(ref);
    if (isFinal(status.state)) return status;
    const ledger = await this.reader.ledger(ref);
    const first = await ledger.create(ledger.keys.cancel(ledger.epoch), { at: this.now() });
    if (first) this.log.info({ batchId: ref.id }, 'batch cancelled');
    await this.advance.execute(ref).catch((err: unknown) => {
      this.log.warn({ batchId: ref.id, err }, 'cancellation not queued yet');
    });
    return this.reader.status(ref);
  }
}
