import type { AuditEntry } from '@sluice/audit';
import { LOCAL_TENANT, newId } from '@sluice/contracts';

/** Distinct callers of a round that are told apart. */
const MOST = 100;

interface Refused {
  readonly action: 'login.failure' | 'access.denied';
  readonly actor: string;
  readonly tenant: string;
  readonly address: string;
  /** The id that was claimed, which may be anybody's. */
  readonly keyId: string | null;
  count: number;
}

/** Who was refused, and by which status. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly address: string;
  /** Of the key that was sent, when it has the form of one. */
  readonly claimedId: string | null;
  /** Whom the key is of, when it is known. */
  readonly caller: { readonly keyId: string | null; readonly tenant: string } | null;
}

/**
 * Counts requests without a good key, by address and key, until somebody writes them down: who tries a million keys gets a number, not a million
 * records. Bounded: what comes beyond the first hundred callers of a round is counted together.
 */
export class RefusedCallers {
  private byCaller = new Map<string, Refused>();

  count(refusal: Refusal): void {
    const name = [refusal.status, refusal.address, refusal.claimedId].join(' ');
    const known = this.byCaller.get(name);
    if (known) known.count++;
    else if (this.byCaller.size < MOST) this.byCaller.set(name, refusedOf(refusal));
    else this.countOther(refusal);
  }

  /** What was counted since it was last taken, as entries of the audit chain. */
  take(): AuditEntry[] {
    const taken = [...this.byCaller.values()];
    this.byCaller = new Map();
    return taken.map(({ action, actor, tenant, address, keyId, count }) => ({
      ...{ action, actor, tenant, target: address, outcome: 'refused', request_id: newId() },
      detail: { count, key_id: keyId },
    }));
  }

  private countOther({ status }: Refusal): void {
    const name = `${status} others`;
    const others = this.byCaller.get(name);
    if (others) others.count++;
    else this.byCaller.set(name, refusedOf({ status, address: 'others', claimedId: null, caller: null }));
  }
}

function refusedOf({ status, address, claimedId, caller }: Refusal): Refused {
  return {
    action: status === 401 ? 'login.failure' : 'access.denied',
    actor: caller === null ? 'unknown' : (caller.keyId ?? 'open'),
    tenant: caller?.tenant ?? LOCAL_TENANT,
    ...{ address, keyId: claimedId, count: 1 },
  };
}
