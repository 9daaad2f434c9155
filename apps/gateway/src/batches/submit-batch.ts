import { createHash } from 'node:crypto';
import type { Principal } from '@sluice/access';
import {
  BatchLedger,
  describeInput,
  FIRST_EPOCH,
  Idempotency,
  recordContent,
  type BatchManifest,
  type BatchModel,
  type BatchQueue,
  type BatchRef,
  type DuckDb,
  type FilePreview,
  type Reservation,
} from '@sluice/batches';
import { newId } from '@sluice/contracts';
import { bandsWithThreshold } from '@sluice/detection';
import { findSessionModel, type Inference } from '@sluice/inference';
import type { Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import type { Logger } from 'pino';
import type { BatchFields } from './batch-fields.dto';
import { batchMode } from './batch-mode';
import type { BatchSource, ReadUpload } from './batch-source';
import { InputUpload } from './input-upload';
import type { ValidateFile } from './validate-file';
import type { CheckCallback } from '../webhooks/check-callback';
import { DEFAULT_MODEL } from '../models/default-model';

const DAY_MS = 86_400_000;

export interface SubmitDependencies {
  readonly config: Pick<Config, 'maxRows' | 'retentionDays'>;
  readonly log: Logger;
  readonly store: ObjectStore;
  readonly duckdb: DuckDb;
  readonly inference: Inference;
  readonly queue: BatchQueue;
  readonly validateFile: ValidateFile;
  readonly checkCallback: CheckCallback;
}

/** A batch, which a request under the same key may have made before; or what would be found in the file, when no more was asked for. */
export type Submission = { readonly ref: BatchRef; readonly replayed: boolean } | { readonly preview: FilePreview };

/** Accepts a batch: the bytes and the manifest are durable before anybody hears of it, and only then is there work on the queue. */
export class SubmitBatch {
  private readonly idempotency: Idempotency;

  constructor(
    private readonly dependencies: SubmitDependencies,
    private readonly now: () => number = Date.now,
  ) {
    this.idempotency = new Idempotency(dependencies.store, now);
  }

  /**
   * @param key of idempotency; null: every request makes a batch
   * @throws SluiceError for everything that the head of the file, the fields, the model or the key do not allow; nothing is kept then
   */
  async execute(source: BatchSource, caller: Principal, key: string | null): Promise<Submission> {
    if (key === null) return this.submit(source, caller, null);
    const reservation = await this.idempotency.reserve(caller.tenant, key);
    try {
      const submission = await this.submit(source, caller, reservation);
      if ('preview' in submission) await reservation.release();
      return submission;
    } catch (error) {
      await reservation.release().catch(() => undefined);
      throw error;
    }
  }

  private async submit(
    source: BatchSource,
    { tenant, keyId }: Principal,
    reservation: Reservation | null,
  ): Promise<Submission> {
    const { store, log, validateFile, checkCallback } = this.dependencies;
    const { requestId } = source;
    const ref: BatchRef = { tenant, id: newId() };
    const ledger = new BatchLedger(store, ref, FIRST_EPOCH);
    const upload = await InputUpload.open(store, (file) => ledger.keys.inputFile(file));
    let manifest: BatchManifest;
    let received: ReadUpload;
    try {
      received = await source.receive(upload);
      const callback_url = await checkCallback.execute(received.fields.callback_url);
      if (received.fields.validate_only === true) {
        const preview = await validateFile.preview(upload, received);
        await upload.abort();
        return { preview };
      }
      const about = await this.manifest(ref, received, upload);
      manifest = { ...about, request_id: requestId, key_id: keyId, callback_url };
    } catch (error) {
      await upload.abort();
      throw error;
    }
    // Before the input is visible, so that housekeeping finds whatever this process leaves behind when it dies here.
    try {
      await ledger.create(ledger.keys.active, { at: this.now() });
      await upload.commit();
      // Next to last: what the key stands for must be there soon, and moving a large input may take minutes.
      const known = (await reservation?.settle(ref.id, fingerprintOf(received))) ?? null;
      if (known !== null) {
        await this.forget(ledger, upload);
        return { ref: { ...ref, id: known }, replayed: true };
      }
      await ledger.create(ledger.keys.manifest, manifest);
    } catch (error) {
      await this.forget(ledger, upload);
      throw error;
    }
    const { input, mode, model } = manifest;
    log.info(
      { batchId: ref.id, requestId, bytes: input.bytes, format: input.format, mode, model: model.ref.name },
      'batch accepted',
    );
    this.enqueue(ref);
    return { ref, replayed: false };
  }

  /** Nothing half-accepted stays. What a failing store does not let us remove, housekeeping does. */
  private async forget({ keys }: BatchLedger, upload: InputUpload): Promise<void> {
    const { store } = this.dependencies;
    await upload.abort();
    await store.deletePrefix(keys.root).catch(() => undefined);
    await store.delete(keys.active).catch(() => undefined);
  }

  /** Not waited for: the batch is accepted, and housekeeping adds what a missing Redis does not take now. */
  private enqueue(ref: BatchRef): void {
    this.dependencies.queue.addPlan(ref).catch((err: unknown) => {
      this.dependencies.log.warn({ batchId: ref.id, err }, 'batch not queued yet');
    });
  }

  private async manifest(
    ref: BatchRef,
    received: ReadUpload,
    upload: InputUpload,
  ): Promise<Omit<BatchManifest, 'request_id' | 'key_id' | 'callback_url'>> {
    const { config, duckdb } = this.dependencies;
    const { fields, format, bytes, sha256 } = received;
    const model = this.model(fields);
    const described = await describeInput(duckdb, upload.localPath, format, fields, model, upload.more);
    const { shape, mapping, rows, firstRecords } = described;
    const parts = received.parts?.map((part, i) => ({ ...part, first_line: firstRecords?.[i] ?? part.first_line }));
    const created_at = this.now();
    return {
      ...ref,
      created_at,
      expires_at: created_at + config.retentionDays * DAY_MS,
      mode: batchMode(fields, shape, mapping),
      model,
      input: { ...shape, bytes, sha256, rows_estimate: rows, ...(parts && { parts }) },
      mapping,
      max_rows: config.maxRows,
      priority: fields.priority ?? 'normal',
    };
  }

  private model({ model = DEFAULT_MODEL, version, threshold }: BatchFields): BatchModel {
    const { inference, log } = this.dependencies;
    const { ref, manifest } = inference.get(model, version);
    const { labels, chunk_rows } = manifest;
    const judgement = findSessionModel(inference, manifest);
    if (manifest.session_model !== undefined && judgement.session_model === null)
      log.warn({ model: ref.name, sessionModel: manifest.session_model }, 'session model unavailable, formula used');
    const flagged = threshold ?? manifest.threshold;
    const bands = threshold === undefined ? manifest.bands : bandsWithThreshold(manifest.bands, threshold);
    return { ...recordContent(manifest), ref, labels, threshold: flagged, bands, ...judgement, chunk_rows };
  }
}

/** Of the bytes and the fields, in whatever order these came; the name of the file is not part of it. */
function fingerprintOf({ sha256, format, fields }: ReadUpload): string {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const sorted = given.sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([sha256, format, sorted]))
    .digest('hex');
}
