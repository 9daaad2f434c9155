import { isFinal, type BatchReader, type BatchRef } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';
import { RemoveDeliveries } from '@sluice/webhooks';
import type { Logger } from 'pino';

/** Deletes a batch: from here on there is none, a running one stops, and housekeeping removes its bytes when no attempt can hold them any more. */
export class DeleteBatch {
  constructor(
    private readonly reader: BatchReader,
    private readonly store: ObjectStore,
    private readonly log: Logger,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws SluiceError BATCH_NOT_FOUND, also of one that is deleted already */
  async execute(ref: BatchRef): Promise<void> {
    const { state } = await this.reader.status(ref);
    const ledger = await this.reader.ledger(ref);
    const { keys, epoch } = ledger;
    await ledger.create(keys.deleted, { at: this.now() });
    if (!isFinal(state)) await ledger.create(keys.cancel(epoch), { at: this.now() });
    await this.store.delete(keys.active);
    // Housekeeping does it once more, for what an attempt under way writes after this.
    await new RemoveDeliveries(this.store).ofBatch(ref.tenant, ref.id);
    this.log.info({ batchId: ref.id, state }, 'batch deleted');
  }
}
