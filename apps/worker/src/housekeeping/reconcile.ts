import { ACTIVE, AdvanceBatch, BatchLedger, type BatchRef } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';

/** An upload whose gateway died leaves a note without a manifest; after this long nobody is still sending it. */
const ABANDONED_AFTER_MS = 6 * 3_600_000;
/** A batch that was looked at is left alone for this long. */
const LOOK_AGAIN_AFTER_MS = 20_000;

/**
 * Puts back on the queue what Redis forgot, for every batch that has not ended. Idempotent. A batch is looked at from the second round on in which it is
 * seen: one that has just come is on its way anyway.
 */
export class Reconcile {
  private lookAt = new Map<string, number>();

  constructor(
    private readonly store: ObjectStore,
    private readonly advance: AdvanceBatch,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * One batch that fails does not keep the others waiting.
   * @returns how many batches were looked at
   * @throws AggregateError at the end
   */
  async execute(): Promise<number> {
    const next = new Map<string, number>();
    const failures: unknown[] = [];
    let looked = 0;
    for (const tenant of await this.store.list(ACTIVE)) {
      for (const id of await this.store.list(`${ACTIVE}/${tenant}`)) {
        const due = this.lookAt.get(id) ?? this.now();
        if (this.lookAt.has(id) && due <= this.now()) {
          looked++;
          await this.look({ tenant, id }).catch((error: unknown) => failures.push(error));
          next.set(id, this.now() + LOOK_AGAIN_AFTER_MS);
        } else next.set(id, due);
      }
    }
    this.lookAt = next;
    if (failures.length > 0) throw new AggregateError(failures, 'some batches could not be looked at');
    return looked;
  }

  private async look(ref: BatchRef): Promise<void> {
    const ledger = await BatchLedger.open(this.store, ref);
    if ((await ledger.findManifest()) !== null) return this.advance.execute(ref);
    const noted = await this.store.get(ledger.keys.active);
    if (noted === null || this.now() - (JSON.parse(noted.toString()) as { at: number }).at < ABANDONED_AFTER_MS) return;
    await this.store.deletePrefix(ledger.keys.root);
    await this.store.delete(ledger.keys.active);
  }
}
