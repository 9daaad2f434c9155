import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { BatchKeys } from '../records/batch-keys';
import {
  IdempotencyKeys,
  latest,
  parseKey,
  parseUpload,
  REMEMBERED_MS,
  type KeyRecord,
  type UploadRecord,
} from './idempotency-records';

/** An upload whose gateway has not been heard of for so long is dead, and its key is free. */
const DEAD_AFTER_MS = 60_000;
const BEAT_MS = 15_000;
const RETRY_AFTER_S = 5;

/** A place under a key, held while an upload is on its way. Exactly one of `settle` and `release` ends it well; a process that dies leaves it to time. */
export interface Reservation {
  /**
   * Makes the key stand for this batch, which must not have a manifest before.
   * @returns null, or the id of the batch that the key stands for already
   * @throws SluiceError IDEMPOTENCY_MISMATCH when that was made of other bytes or fields, IDEMPOTENCY_IN_PROGRESS while it is being written
   */
  settle(batchId: string, fingerprint: string): Promise<string | null>;
  /** Frees the key: the upload came to nothing. */
  release(): Promise<void>;
}

/**
 * Idempotency keys of intake, as records in the object store: of many requests under one key one makes a batch, whatever dies and whatever Redis forgets.
 */
export class Idempotency {
  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws SluiceError IDEMPOTENCY_IN_PROGRESS while another upload under this key is on its way */
  async reserve(tenant: string, key: string): Promise<Reservation> {
    const keys = new IdempotencyKeys(tenant, key);
    const settle = (batchId: string, fingerprint: string): Promise<string | null> =>
      this.settle(tenant, keys, batchId, fingerprint);
    // A key that stands for a batch needs no reservation: what comes is only compared.
    const turn = await latest(this.store, keys.turns, parseKey);
    if (turn !== null && !this.isOver(turn.record)) return { settle, release: () => Promise.resolve() };
    const upload = await latest(this.store, keys.uploads, parseUpload);
    if (upload !== null && (await this.isAlive(keys, upload.number, upload.record))) throw inProgress();
    const number = (upload?.number ?? 0) + 1;
    const record: UploadRecord = { at: this.now() };
    if (!(await this.store.putIfAbsent(keys.upload(number), JSON.stringify(record)))) throw inProgress();
    const stop = this.beat(keys, number);
    return {
      settle: (batchId, fingerprint) => settle(batchId, fingerprint).finally(stop),
      release: async () => {
        await stop();
        await this.store.deletePrefix(keys.beats(number));
        await this.store.delete(keys.upload(number));
      },
    };
  }

  private async settle(
    tenant: string,
    keys: IdempotencyKeys,
    batchId: string,
    fingerprint: string,
  ): Promise<string | null> {
    const record: KeyRecord = { at: this.now(), batch_id: batchId, fingerprint };
    const turn = await latest(this.store, keys.turns, parseKey);
    if (turn !== null && !this.isOver(turn.record)) {
      const known = await this.batchOf(tenant, turn.record, fingerprint);
      if (known !== null) return known;
    }
    // Of several that find the key free, or its batch gone, one has the next turn; the others compare with that.
    const first = await this.store.putIfAbsent(keys.turn((turn?.number ?? 0) + 1), JSON.stringify(record));
    return first ? null : this.settle(tenant, keys, batchId, fingerprint);
  }

  /** null when the key is free again: its batch was deleted, or was never finished because its gateway died. */
  private async batchOf(tenant: string, turn: KeyRecord, fingerprint: string): Promise<string | null> {
    const batch = new BatchKeys({ tenant, id: turn.batch_id });
    if ((await this.store.size(batch.deleted)) !== null) return null;
    if (turn.fingerprint !== fingerprint) throw mismatch();
    if ((await this.store.size(batch.manifest)) !== null) return turn.batch_id;
    if (this.now() - turn.at < DEAD_AFTER_MS) throw inProgress();
    // Before the turn goes to somebody else: should its gateway wake up after all, what it accepts is deleted already.
    await this.store.putIfAbsent(batch.deleted, JSON.stringify({ at: this.now() }));
    return null;
  }

  private isOver({ at }: KeyRecord): boolean {
    return this.now() - at > REMEMBERED_MS;
  }

  private async isAlive(keys: IdempotencyKeys, upload: number, { at }: UploadRecord): Promise<boolean> {
    const beats = (await this.store.list(keys.beats(upload))).map(Number);
    return this.now() - Math.max(at, ...beats) < DEAD_AFTER_MS;
  }

  /** Says every few seconds that the upload is alive. @returns stops it */
  private beat(keys: IdempotencyKeys, upload: number): () => Promise<void> {
    let last: string | null = null;
    let beating: Promise<void> = Promise.resolve();
    const beat = async (): Promise<void> => {
      const next = `${keys.beats(upload)}/${this.now()}`;
      await this.store.putIfAbsent(next, '{}');
      if (last !== null) await this.store.delete(last);
      last = next;
    };
    // A store that is away now may be back for the next beat.
    const timer = setInterval(() => {
      beating = beat().catch(() => undefined);
    }, BEAT_MS).unref();
    return () => {
      clearInterval(timer);
      return beating;
    };
  }
}

function inProgress(): SluiceError {
  return new SluiceError(
    'IDEMPOTENCY_IN_PROGRESS',
    'Another upload under this Idempotency-Key is on its way. Ask again in a few seconds; if it dies, the key is free after a minute.',
    { retryAfterS: RETRY_AFTER_S },
  );
}

function mismatch(): SluiceError {
  const errors = [{ pointer: '/header/idempotency-key', code: 'NOT_ALLOWED', message: 'stands for another upload' }];
  return new SluiceError(
    'IDEMPOTENCY_MISMATCH',
    'This Idempotency-Key was used for other bytes or fields within the last 7 days. Use a new one for a new file.',
    { errors },
  );
}
