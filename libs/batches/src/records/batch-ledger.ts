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

/** The immutable records of one batch in the object store: the truth, whatever Redis remembers. */
export class BatchLedger {
  readonly keys: BatchKeys;

  constructor(
    private readonly store: ObjectStore,
    readonly ref: BatchRef,
  ) {
    this.keys = new BatchKeys(ref);
  }

  findManifest(): Promise<BatchManifest | null> {
    return this.read<BatchManifest>(this.keys.manifest);
  }

  /** @throws SluiceError BATCH_NOT_FOUND */
  async manifest(): Promise<BatchManifest> {
    return (await this.findManifest()) ?? notFound();
  }

  plan(): Promise<BatchPlan | null> {
    return this.read<BatchPlan>(this.keys.plan);
  }

  outcome(): Promise<BatchOutcome | null> {
    return this.read<BatchOutcome>(this.keys.outcome(FIRST_EPOCH));
  }

  commitOf(chunk: number): Promise<ChunkCommit | null> {
    return this.read<ChunkCommit>(this.keys.commit(FIRST_EPOCH, chunk));
  }

  quarantineOf(chunk: number): Promise<Quarantine | null> {
    return this.read<Quarantine>(this.keys.quarantine(chunk));
  }

  async resultOf(commit: ChunkCommit): Promise<ChunkResult> {
    const result = await this.read<ChunkResult>(commit.result);
    if (result === null) throw new SluiceError('STORE_UNAVAILABLE', 'A committed chunk has lost its result.');
    return result;
  }

  async isCancelled(): Promise<boolean> {
    return (await this.store.size(this.keys.cancel)) !== null;
  }

  async isExpired(): Promise<boolean> {
    return (await this.store.size(this.keys.expired)) !== null;
  }

  /** Numbers of the chunks committed in the current epoch. */
  committed(): Promise<Set<number>> {
    return this.numbers(this.keys.commits(FIRST_EPOCH));
  }

  quarantined(): Promise<Set<number>> {
    return this.numbers(this.keys.quarantines);
  }

  /** True when this call created the record; false when another attempt was first. */
  create(key: string, record: object): Promise<boolean> {
    return this.store.putIfAbsent(key, JSON.stringify(record));
  }

  private async numbers(prefix: string): Promise<Set<number>> {
    return new Set((await this.store.list(prefix)).map(Number));
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
