import type { ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import { ACTIVE, BatchKeys, tenantBatches } from '../records/batch-keys';
import type { BatchManifest, BatchRef } from '../records/batch-manifest';
import { FIRST_EPOCH, type BatchOutcome, type BatchPlan, type ChunkCommit } from '../records/batch-records';
import { piecesOf, rowsOf, type PieceId } from '../records/pieces';
import { PacedReads } from './paced-reads';
import { batchStatus, type BatchRecords, type BatchState, type BatchStatus } from './batch-status';

/** Batches whose records are kept in memory: they never change, so a poll only looks for new ones. */
const MAX_CACHED = 1_000;

interface KnownRecords {
  manifest: BatchManifest;
  plan: BatchPlan | null;
  /** The epoch of `outcome`; commits of all epochs so far. */
  epoch: number;
  commits: Map<PieceId, ChunkCommit>;
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
  private readonly paced = new PacedReads<BatchRecords>();

  constructor(private readonly store: ObjectStore) {}

  ledger(ref: BatchRef): Promise<BatchLedger> {
    return BatchLedger.open(this.store, ref, this.known.get(new BatchKeys(ref).root)?.epoch);
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  async status(ref: BatchRef, now = Date.now()): Promise<BatchStatus> {
    return batchStatus(await this.records(ref), now);
  }

  /** A thousand clients that ask for one batch cost little more than one. @throws SluiceError BATCH_NOT_FOUND */
  records(ref: BatchRef): Promise<BatchRecords> {
    return this.paced.read(new BatchKeys(ref).root, () => this.readRecords(ref));
  }

  private async readRecords(ref: BatchRef): Promise<BatchRecords> {
    const ledger = await this.ledger(ref);
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
        openPieces: 0,
        rowsSetAside: 0,
        cancelled: false,
        expired,
        outcome,
      };
    }
    known.plan ??= await ledger.plan();
    const planClaims = ledger.keys.claimsOn(ledger.epoch, 'plan');
    return {
      manifest: known.manifest,
      plan: known.plan,
      planning: known.plan === null && (await this.store.list(planClaims)).length > 0,
      ...(await this.progress(ledger, known)),
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

  /** How many batches of one key have not ended. */
  async running(tenant: string, keyId: string): Promise<number> {
    const ids = await this.store.list(`${ACTIVE}/${tenant}`);
    const keys = await Promise.all(ids.map((id) => this.keyOf({ tenant, id })));
    return keys.filter((key) => key === keyId).length;
  }

  private async keyOf(ref: BatchRef): Promise<string | null> {
    const known = this.known.get(new BatchKeys(ref).root)?.manifest;
    const manifest = known ?? (await new BatchLedger(this.store, ref, FIRST_EPOCH).findManifest());
    return manifest?.key_id ?? null;
  }

  /** An upload on its way has a folder but no manifest yet; one that is deleted may still have its manifest. */
  private async statusIfAccepted(ref: BatchRef): Promise<BatchStatus | null> {
    const keys = new BatchKeys(ref);
    if ((await this.store.size(keys.manifest)) === null || (await this.store.size(keys.deleted)) !== null) return null;
    return this.status(ref);
  }

  private async recall(ledger: BatchLedger): Promise<KnownRecords> {
    const key = ledger.keys.root;
    if (await ledger.isDeleted()) this.known.delete(key);
    const known = this.known.get(key) ?? {
      manifest: await ledger.manifest(),
      plan: null,
      epoch: ledger.epoch,
      commits: new Map<PieceId, ChunkCommit>(),
      outcome: null,
    };
    if (known.epoch !== ledger.epoch) Object.assign(known, { epoch: ledger.epoch, outcome: null });
    this.known.delete(key);
    this.known.set(key, known);
    const oldest = this.known.keys().next();
    if (this.known.size > MAX_CACHED && oldest.done !== true) this.known.delete(oldest.value);
    return known;
  }

  private async progress(
    ledger: BatchLedger,
    { plan, commits }: KnownRecords,
  ): Promise<Pick<BatchRecords, 'commits' | 'openPieces' | 'rowsSetAside'>> {
    const counted: ChunkCommit[] = [];
    let [openPieces, rowsSetAside] = [0, 0];
    if (plan === null) return { commits: counted, openPieces, rowsSetAside };
    await this.refreshCommits(ledger, commits);
    const [quarantined, split] = await Promise.all([ledger.quarantined(), ledger.split()]);
    for (const piece of piecesOf(plan, commits, split)) {
      const commit = commits.get(piece);
      // A slow attempt may have committed a piece that had been set aside: the commit counts.
      if (commit !== undefined) counted.push(commit);
      else if (quarantined.has(piece)) rowsSetAside += rowsOf(plan, piece);
      else openPieces++;
    }
    return { commits: counted, openPieces, rowsSetAside };
  }

  private async refreshCommits(ledger: BatchLedger, commits: Map<PieceId, ChunkCommit>): Promise<void> {
    for (const [piece, epoch] of await ledger.committed()) {
      if (commits.has(piece)) continue;
      const commit = await ledger.commitOf(piece, epoch);
      if (commit !== null) commits.set(piece, commit);
    }
  }
}
