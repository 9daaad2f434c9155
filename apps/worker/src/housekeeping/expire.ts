import { BatchLedger, TENANTS, tenantBatches } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';

/** Ends the life of batches past their retention: the data goes, the records that tell what happened stay. */
export class Expire {
  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns the ids that expired in this round */
  async execute(): Promise<string[]> {
    const expired: string[] = [];
    for (const tenant of await this.store.list(TENANTS)) {
      for (const id of await this.store.list(tenantBatches(tenant))) {
        if (await this.expire(await BatchLedger.open(this.store, { tenant, id }))) expired.push(id);
      }
    }
    return expired;
  }

  private async expire(ledger: BatchLedger): Promise<boolean> {
    const manifest = await ledger.findManifest();
    if (manifest === null || manifest.expires_at > this.now()) return false;
    if ((await ledger.outcome()) === null || (await this.isGone(ledger))) return false;
    await ledger.create(ledger.keys.expired, { at: this.now() });
    await this.store.delete(ledger.keys.input);
    await this.store.deletePrefix(ledger.keys.inputs);
    await this.store.deletePrefix(ledger.keys.attempts);
    return true;
  }

  /** The record alone does not tell: a process may have died between it and the deletion. */
  private async isGone({ keys }: BatchLedger): Promise<boolean> {
    return (await this.store.size(keys.input)) === null && (await this.store.list(keys.attempts)).length === 0;
  }
}
