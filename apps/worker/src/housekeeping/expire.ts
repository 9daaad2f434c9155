import type { Act, AuditChain } from '@sluice/audit';
import { BatchLedger, TENANTS, tenantBatches } from '@sluice/batches';
import { newId } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';

/** Ids of one record of the audit chain: a few kilobytes. */
const RECORDED_TOGETHER = 100;

/** Ends the life of batches past their retention: the data goes, the records that tell what happened stay. The audit chain has the ids before anything goes. */
export class Expire {
  constructor(
    private readonly store: ObjectStore,
    private readonly chain: AuditChain,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns the ids that expired in this round */
  async execute(): Promise<string[]> {
    const expired: string[] = [];
    for (const tenant of await this.store.list(TENANTS)) {
      const due = await this.dueOf(tenant);
      for (let at = 0; at < due.length; at += RECORDED_TOGETHER) {
        expired.push(...(await this.expire(tenant, due.slice(at, at + RECORDED_TOGETHER))));
      }
    }
    return expired;
  }

  private async dueOf(tenant: string): Promise<BatchLedger[]> {
    const due: BatchLedger[] = [];
    for (const id of await this.store.list(tenantBatches(tenant))) {
      const ledger = await BatchLedger.open(this.store, { tenant, id });
      if (await this.isDue(ledger)) due.push(ledger);
    }
    return due;
  }

  private async isDue(ledger: BatchLedger): Promise<boolean> {
    const manifest = await ledger.findManifest();
    if (manifest === null || manifest.expires_at > this.now()) return false;
    return (await ledger.outcome()) !== null && !(await this.isGone(ledger));
  }

  private async expire(tenant: string, ledgers: readonly BatchLedger[]): Promise<string[]> {
    const ids = ledgers.map(({ ref }) => ref.id);
    const act: Act = { actor: 'system', tenant, action: 'batch.expire', target: 'batches', request_id: newId() };
    await this.chain.append({ ...act, outcome: 'begun', detail: { batches: ids } });
    for (const ledger of ledgers) {
      await ledger.create(ledger.keys.expired, { at: this.now() });
      await this.store.delete(ledger.keys.input);
      await this.store.deletePrefix(ledger.keys.inputs);
      await this.store.deletePrefix(ledger.keys.attempts);
    }
    await this.chain.append({ ...act, outcome: 'done', detail: { batches: ids } });
    return ids;
  }

  /** The record alone does not tell: a process may have died between it and the deletion. */
  private async isGone({ keys }: BatchLedger): Promise<boolean> {
    return (await this.store.size(keys.input)) === null && (await this.store.list(keys.attempts)).length === 0;
  }
}
