import { ACTIVE, AdvanceBatch, BatchLedger, type BatchRef } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';
import { decodeTime } from 'ulid';

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

  /** @returns how many batches were looked at */
  async execute(): Promise<number> {
    const next = new Map<string, number>();
    let looked = 0;
    for (const tenant of await this.store.list(ACTIVE)) {
      for (const id of await this.store.list(`${ACTIVE}/${tenant}`)) {
        const due = this.lookAt.get(id) ?? this.now();
        if (this.lookAt.has(id) && due <= this.now()) {
          looked++;
          await this.look({ tenant, id });
          next.set(id, this.now() + LOOK_AGAIN_AFTER_MS);
        } else next.set(id, due);
      }
    }
    this.lookAt = next;
    return looked;
  }

  private async look(ref: BatchRef): Promise<void> {
    const ledger = new BatchLedger(this.store, ref);
    if ((await ledger.findManifest()) !== null) return this.advance.execute(ref);
    if (this.now() - decodeTime(ref.id) < ABANDONED_AFTER_MS) return;
    await this.store.deletePrefix(ledger.keys.root);
    await this.store.delete(ledger.keys.active);
  }
}
