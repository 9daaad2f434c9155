import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import type { BatchManifest, BatchRef } from './batch-manifest';
import { BatchKeys } from './batch-keys';
import {
  FIRST_EPOCH,
  type BatchOutcome,
  type BatchPlan,
  type ChunkCommit,
  type ChunkResult,
  type Quarantine,
} from './batch-records';
import type { PieceId } from './pieces';

/**
 * The immutable records of one batch in the object store: the truth, whatever Redis remembers. A retry opens an epoch: what is committed stays, and
 * cancellation, quarantine, claims and outcome begin anew. A ledger speaks of the epoch in which it was opened.
 */
export class BatchLedger {
  readonly keys: BatchKeys;

  constructor(
    private readonly store: ObjectStore,
    readonly ref: BatchRef,
    readonly epoch: number,
  ) {
    this.keys = new BatchKeys(ref);
  }

  /** Opens the ledger in the epoch that the last retry began. @param known an epoch that it has reached at least */
  static async open(store: ObjectStore, ref: BatchRef, known = FIRST_EPOCH): Promise<BatchLedger> {
    const keys = new BatchKeys(ref);
    let epoch = known;
    while ((await store.size(keys.retry(epoch + 1))) !== null) epoch++;
    return new BatchLedger(store, ref, epoch);
  }

  findManifest(): Promise<BatchManifest | null> {
    return this.read<BatchManifest>(this.keys.manifest);
  }

  /** @throws SluiceError BATCH_NOT_FOUND, also of a deleted batch */
  async manifest(): Promise<BatchManifest> {
    return (await this.isDeleted()) ? notFound() : ((await this.findManifest()) ?? notFound());
  }

  plan(): Promise<BatchPlan | null> {
    return this.read<BatchPlan>(this.keys.plan);
  }

  outcome(): Promise<BatchOutcome | null> {
    return this.read<BatchOutcome>(this.keys.outcome(this.epoch));
  }

  async isCancelled(): Promise<boolean> {
    return this.exists(this.keys.cancel(this.epoch));
  }

  async isExpired(): Promise<boolean> {
    return this.exists(this.keys.expired);
  }

  async isDeleted(): Promise<boolean> {
    return this.exists(this.keys.deleted);
  }

  /** Pieces committed in this epoch or an earlier one, and in which. */
  async committed(): Promise<Map<PieceId, number>> {
    const pieces = new Map<PieceId, number>();
    // The earliest commit counts, so it is set last.
    for (let epoch = this.epoch; epoch >= FIRST_EPOCH; epoch--) {
      for (const piece of await this.store.list(this.keys.commits(epoch))) pieces.set(piece, epoch);
    }
    return pieces;
  }

  /** @param epoch in which it was committed, when that is known */
  async commitOf(piece: PieceId, epoch?: number): Promise<ChunkCommit | null> {
    if (epoch !== undefined) return this.read<ChunkCommit>(this.keys.commit(epoch, piece));
    for (let earlier = FIRST_EPOCH; earlier <= this.epoch; earlier++) {
      const commit = await this.commitOf(piece, earlier);
      if (commit !== null) return commit;
    }
    return null;
  }

  async resultOf(commit: ChunkCommit): Promise<ChunkResult> {
    const result = await this.read<ChunkResult>(commit.result);
    if (result === null) throw new SluiceError('STORE_UNAVAILABLE', 'A committed chunk has lost its result.');
    return result;
  }

  quarantineOf(piece: PieceId): Promise<Quarantine | null> {
    return this.read<Quarantine>(this.keys.quarantine(this.epoch, piece));
  }

  async quarantined(): Promise<Set<PieceId>> {
    return new Set(await this.store.list(this.keys.quarantines(this.epoch)));
  }

  /** Pieces that were split into parts, in whatever epoch. */
  async split(): Promise<Set<PieceId>> {
    return new Set(await this.store.list(this.keys.splits));
  }

  async isSplit(piece: PieceId): Promise<boolean> {
    return this.exists(this.keys.split(piece));
  }

  /** True when this call created the record; false when another attempt was first. */
  create(key: string, record: object): Promise<boolean> {
    return this.store.putIfAbsent(key, JSON.stringify(record));
  }

  private async exists(key: string): Promise<boolean> {
    return (await this.store.size(key)) !== null;
  }

  private async read<T>(key: string): Promise<T | null> {
    const bytes = await this.store.get(key);
    // Our own record, written whole or not at all.
    return bytes === null ? null : (JSON.parse(bytes.toString()) as T);
  }
}

function notFound(): never {
  throw new SluiceError(
    'BATCH_NOT_FOUND',
    'There is no batch with this id. GET /v1/batch lists the batches there are.',
  );
}
