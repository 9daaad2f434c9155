import { SluiceError } from '@sluice/contracts';
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

interface BatchRead {
  readonly records: BatchRecords;
  readonly status: BatchStatus;
}

export interface BatchPage {
  readonly batches: readonly BatchStatus[];
  /** Id to go on after, null on the last page. */
  readonly next: string | null;
}

/** Reads what the records of batches say. */
export class BatchReader {
  private readonly known = new Map<string, KnownRecords>();
  private readonly paced = new PacedReads<BatchRead>();

  constructor(private readonly store: ObjectStore) {}

  ledger(ref: BatchRef): Promise<BatchLedger> {
    return BatchLedger.open(this.store, ref, this.known.get(new BatchKeys(ref).root)?.epoch);
  }

  /**
   * A thousand clients that ask for one batch cost little more than one: those who share a read get the same object.
   * @throws SluiceError BATCH_NOT_FOUND
   */
  async status(ref: BatchRef): Promise<BatchStatus> {
    return (await this.read(ref)).status;
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  async records(ref: BatchRef): Promise<BatchRecords> {
    return (await this.read(ref)).records;
  }

  private read(ref: BatchRef): Promise<BatchRead> {
    return this.paced.read(new BatchKeys(ref).root, async () => {
      const records = await this.readRecords(ref);
      return { records, status: batchStatus(records, Date.now()) };
    });
  }

  /** Looks once which kinds of records there are, and for none that there are not: a poll is a few calls of the store. */
  private async readRecords(ref: BatchRef): Promise<BatchRecords> {
    const kinds = new Set(await this.store.list(new BatchKeys(ref).root));
    const ledger = kinds.has('retries') ? await this.ledger(ref) : new BatchLedger(this.store, ref, FIRST_EPOCH);
    const known = await this.recall(ledger);
    const outcome = kinds.has('outcome') ? await this.outcomeOf(ledger, known) : null;
    if (kinds.has('plan')) known.plan ??= await ledger.plan();
    const { manifest, plan } = known;
    const about = { manifest, plan, outcome, expired: kinds.has('expired') };
    if (outcome !== null) {
      return { ...about, planning: false, commits: [], openPieces: 0, rowsSetAside: 0, cancelled: false };
    }
    return {
      ...about,
      planning: plan === null && kinds.has('claims') && (await this.isClaimed(ledger, 'plan')),
      ...(await this.progress(ledger, known, kinds)),
      cancelled: kinds.has('cancel') && (await ledger.isCancelled()),
    };
  }

  /** Another read may have found a later epoch since the ledger was opened: what is known belongs to that one. */
  private async outcomeOf(ledger: BatchLedger, known: KnownRecords): Promise<BatchOutcome | null> {
    if (known.epoch === ledger.epoch && known.outcome !== null) return known.outcome;
    const outcome = await ledger.outcome();
    if (known.epoch === ledger.epoch) known.outcome = outcome;
    return outcome;
  }

  private async isClaimed({ keys, epoch }: BatchLedger, work: string): Promise<boolean> {
    return (await this.store.list(keys.claimsOn(epoch, work))).length > 0;
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
    // It may be deleted before its status is read, which waits for its turn.
    return this.status(ref).catch((err: unknown) => {
      if (err instanceof SluiceError && err.code === 'BATCH_NOT_FOUND') return null;
      throw err;
    });
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
    if (known.epoch < ledger.epoch) Object.assign(known, { epoch: ledger.epoch, outcome: null });
    this.known.delete(key);
    this.known.set(key, known);
    const oldest = this.known.keys().next();
    if (this.known.size > MAX_CACHED && oldest.done !== true) this.known.delete(oldest.value);
    return known;
  }

  private async progress(
    ledger: BatchLedger,
    { plan, commits }: KnownRecords,
    kinds: ReadonlySet<string>,
  ): Promise<Pick<BatchRecords, 'commits' | 'openPieces' | 'rowsSetAside'>> {
    const counted: ChunkCommit[] = [];
    let [openPieces, rowsSetAside] = [0, 0];
    if (plan === null) return { commits: counted, openPieces, rowsSetAside };
    if (kinds.has('chunks')) await this.refreshCommits(ledger, commits);
    const quarantined = kinds.has('quarantine') ? await ledger.quarantined() : new Set();
    const split = kinds.has('splits') ? await ledger.split() : new Set<PieceId>();
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
