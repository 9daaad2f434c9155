import type { KeyFact, KeyLedger } from './key-ledger';
import type { KeyTable } from './key-table';

/** Records that are read at once. */
const READ_AT_ONCE = 32;

/** Keeps a table like the ledger. Records never change, so each is read once. */
export class KeyMirror {
  private readonly taken = new Set<string>();
  private refreshing: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: KeyLedger,
    private readonly table: KeyTable,
  ) {}

  /** Takes in what is new, after any refresh under way: whoever calls it sees all that was written before. Throws what the store does. */
  refresh(): Promise<void> {
    this.refreshing = this.refreshing.catch(() => undefined).then(() => this.takeNew());
    return this.refreshing;
  }

  private async takeNew(): Promise<void> {
    const names = await this.ledger.names();
    // "<id>.ended.…" comes before "<id>.key": a key that was revoked since never gets in.
    const fresh = names.filter((name) => !this.taken.has(name)).sort();
    for (let from = 0; from < fresh.length; from += READ_AT_ONCE) {
      const some = fresh.slice(from, from + READ_AT_ONCE);
      const facts = await Promise.all(some.map((name) => this.ledger.read(name)));
      for (const fact of facts) this.take(fact);
      for (const name of some) this.taken.add(name);
    }
  }

  private take(fact: KeyFact | null): void {
    if (fact?.kind === 'key') this.table.add(fact.record);
    if (fact?.kind === 'end') this.table.end(fact.id, fact.atMs);
  }
}
