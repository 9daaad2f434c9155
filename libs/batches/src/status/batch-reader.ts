import type { ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import { BatchKeys, tenantBatches } from '../records/batch-keys';
import type { BatchManifest, BatchRef } from '../records/batch-manifest';
import type { BatchOutcome, BatchPlan, ChunkCommit } from '../records/batch-records';
import { batchStatus, type BatchRecords, type BatchState, type BatchStatus } from './batch-status';

/** Batches whose records are kept in memory: they never change, so a poll only looks for new ones. */
const MAX_CACHED = 1_000;

interface KnownRecords {
  manifest: BatchManifest;
  plan: BatchPlan | null;
  commits: Map<number, ChunkCommit>;
  outcome: BatchOutcome | null;
}

export interface BatchPage {
  readonly batches: readonly BatchStatus[];
  /** Id to go on after, null on the last page. */
  readonly next: string | null;
}

/** Reads what the records of batches say. */
export class BatchReader {
  private readonly known = new Map<string, KnownRecords>();

  constructor(private readonly store: ObjectStore) {}

  ledger(ref: BatchRef): BatchLedger {
    return new BatchLedger(this.store, ref);
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  async status(ref: BatchRef, now = Date.now()): Promise<BatchStatus> {
    return batchStatus(await this.records(ref), now);
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  async records(ref: BatchRef): Promise<BatchRecords> {
    const ledger = this.ledger(ref);
    const known = await this.recall(ledger);
    const expired = await ledger.isExpired();
    known.outcome ??= await ledger.outcome();
    if (known.outcome !== null) {
      const { manifest, plan, outcome } = known;
      return {
        manifest,
        plan: plan ?? (await ledger.plan()),
        planning: false,
        commits: [],
        quarantined: [],
        cancelled: false,
        expired,
        outcome,
      };
    }
    known.plan ??= await ledger.plan();
    if (known.plan !== null) await this.refreshCommits(ledger, known.commits);
    // A slow attempt may have committed a chunk that had been set aside: the commit counts.
    const setAside = known.plan === null ? [] : [...(await ledger.quarantined())];
    const quarantined = setAside.filter((chunk) => !known.commits.has(chunk));
    return {
      manifest: known.manifest,
      plan: known.plan,
      planning: known.plan === null && (await this.store.list(ledger.keys.claimsOn('plan'))).length > 0,
      commits: [...known.commits.values()],
      quarantined,
      cancelled: await ledger.isCancelled(),
      expired,
      outcome: null,
    };
  }

  /** Newest first. `after`: only batches older than this id. */
  async page(tenant: string, limit: number, after?: string, state?: BatchState): Promise<BatchPage> {
    const ids = (await this.store.list(tenantBatches(tenant))).reverse();
    const batches: BatchStatus[] = [];
    for (const id of ids) {
      if (after !== undefined && id >= after) continue;
      if (batches.length === limit) return { batches, next: batches.at(-1)?.id ?? null };
      const status = await this.statusIfAccepted({ tenant, id });
      if (status !== null && (state === undefined || status.state === state)) batches.push(status);
    }
    return { batches, next: null };
  }

  /** An upload on its way has a folder but no manifest yet. */
  private async statusIfAccepted(ref: BatchRef): Promise<BatchStatus | null> {
    const accepted =
      this.known.has(new BatchKeys(ref).root) || (await this.store.size(new BatchKeys(ref).manifest)) !== null;
    return accepted ? this.status(ref) : null;
  }

  private async recall(ledger: BatchLedger): Promise<KnownRecords> {
    const key = ledger.keys.root;
    const known = this.known.get(key) ?? {
      manifest: await ledger.manifest(),
      plan: null,
      commits: new Map<number, ChunkCommit>(),
      outcome: null,
    };
    this.known.delete(key);
    this.known.set(key, known);
    const oldest = this.known.keys().next();
    if (this.known.size > MAX_CACHED && oldest.done !== true) this.known.delete(oldest.value);
    return known;
  }

  private async refreshCommits(ledger: BatchLedger, commits: Map<number, ChunkCommit>): Promise<void> {
    const fresh = [...(await ledger.committed())].filter((chunk) => !commits.has(chunk));
    for (const chunk of fresh) {
      const commit = await ledger.commitOf(chunk);
      if (commit !== null) commits.set(chunk, commit);
    }
  }
}
