import { rm } from 'node:fs/promises';
import { SluiceError } from '@sluice/contracts';
import {
  BatchLedger,
  Claims,
  cutChunks,
  inputFiles,
  interruptible,
  RowsTooLong,
  writePlan,
  type BatchManifest,
  type BatchPlan,
  type BatchRef,
  type ChunkCut,
  type PlanRequest,
  type PlanTables,
} from '@sluice/batches';
import { AloneGate } from '../alone-gate';
import { endBatch } from '../finish-batch/end-batch';
import { holdWhole, isDeadly } from '../hold-whole';
import { NOT_ITS_FAULT } from '../not-its-fault';
import type { WorkerResources } from '../worker-resources';

/** What only reading the whole file shows: trying again would show the same. */
const FINAL = new Set(['INVALID_FILE', 'EMPTY_FILE', 'MISSING_COLUMN', 'UNSUPPORTED_FILE']);

/** Paths of the tables of a plan, before they are put. */
type PlanFiles = Pick<PlanRequest, 'rows' | 'errors'>;

/** Reads a batch's file, lists its bad records and cuts the rest into chunks. Of several attempts the first to create the plan counts. */
export class PlanBatch {
  /** @param gate of the worker, which other work passes too */
  constructor(
    private readonly resources: Pick<WorkerResources, 'config' | 'store' | 'duckdb' | 'advance' | 'log' | 'rows'>,
    private readonly gate = new AloneGate(),
    private readonly now: () => number = Date.now,
  ) {}

  async execute(ref: BatchRef): Promise<void> {
    const ledger = await BatchLedger.open(this.resources.store, ref);
    const manifest = await ledger.findManifest();
    if (manifest === null) return;
    if ((await ledger.plan()) === null && !(await ledger.isCancelled()) && (await ledger.outcome()) === null) {
      await this.attempt(ledger, manifest);
    }
    await this.resources.advance.execute(ref);
  }

  /** Ends a batch whose plan failed for a reason of ours, or for want of memory, again and again; a store that is away only costs time. */
  async giveUp(ref: BatchRef, error: unknown): Promise<void> {
    const { store, advance } = this.resources;
    const ledger = await BatchLedger.open(store, ref);
    if (error instanceof SluiceError && NOT_ITS_FAULT.has(error.code)) return;
    if ((await ledger.plan()) !== null || (await ledger.outcome()) !== null) return;
    const detail = 'Reading the file failed on our side. The log of the worker says why.';
    const reason = error instanceof RowsTooLong ? error : new SluiceError('INTERNAL', detail);
    await endBatch(advance, ledger, { state: 'failed', error: reason, at: this.now() });
  }

  private async attempt(ledger: BatchLedger, manifest: BatchManifest): Promise<void> {
    const claims = new Claims(this.resources.store, ledger.keys.claims(ledger.epoch));
    const deaths = await claims.deathsOf('plan');
    try {
      if (isDeadly(deaths)) {
        throw new SluiceError(
          'INVALID_FILE',
          'Reading the file ended its worker again and again. Split it, or send it as Parquet.',
        );
      }
      const work = (attempt: string): Promise<void> => this.planInScratch(ledger, manifest, attempt);
      await holdWhole({ gate: this.gate, claims, work: 'plan', deaths }, work);
    } catch (error) {
      if (!isFinal(error)) throw error;
      this.resources.log.warn({ batchId: ledger.ref.id, err: error }, 'batch file refused');
      await endBatch(this.resources.advance, ledger, { state: 'failed', error, at: this.now() });
    }
  }

  private async planInScratch(ledger: BatchLedger, manifest: BatchManifest, attempt: string): Promise<void> {
    const { store } = this.resources;
    const files = { rows: await store.scratchPath(), errors: await store.scratchPath() };
    try {
      await this.plan(ledger, manifest, attempt, files);
    } finally {
      // Gone already when they were put; what a failure leaves would fill a disk that may be full.
      await Promise.all(Object.values(files).map((path) => rm(path, { force: true })));
    }
  }

  private async plan(ledger: BatchLedger, manifest: BatchManifest, attempt: string, files: PlanFiles): Promise<void> {
    const { store, log } = this.resources;
    const started_at = this.now();
    const written = await this.write(ledger, manifest, files);
    if (written === null) {
      log.info({ batchId: ledger.ref.id }, 'batch was cancelled while it was planned');
      return;
    }
    const { tables, cut } = written;
    const [rows, errors] = [ledger.keys.attempt(attempt, 'plan-rows'), ledger.keys.attempt(attempt, 'plan-errors')];
    await store.putFile(rows, files.rows);
    await store.putFile(errors, files.errors);
    const plan: BatchPlan = {
      attempt,
      started_at,
      planned_at: this.now(),
      rows,
      errors,
      rejected: tables.rejected,
      ...cut,
    };
    const first = await ledger.create(ledger.keys.plan, plan);
    const { accepted, rejected } = tables;
    const fields = {
      batchId: ledger.ref.id,
      accepted,
      rejected,
      sessions: cut.sessions,
      chunks: cut.chunk_ends.length,
    };
    if (first) await this.countRows(manifest, accepted + rejected);
    log.info({ ...fields, first, durationMs: plan.planned_at - started_at }, 'batch planned');
  }

  /** null when the batch is cancelled meanwhile. */
  private async write(
    ledger: BatchLedger,
    { input: shape, mapping, mode, model, max_rows: maxRows }: BatchManifest,
    files: PlanFiles,
  ): Promise<{ readonly tables: PlanTables; readonly cut: ChunkCut } | null> {
    const { store, duckdb, config } = this.resources;
    const [input, ...more] = await inputFiles(store, ledger.keys, shape);
    const { maxUploadBytes: maxBytes } = config.http;
    const request = { input, more, shape, mapping, mode, content: model, maxRows, maxBytes, ...files };
    return duckdb.exclusively((connection) =>
      interruptible(
        connection,
        () => ledger.isCancelled(),
        async () => ({
          tables: await writePlan(connection, request),
          cut: await cutChunks(connection, files.rows, model.chunk_rows),
        }),
      ),
    );
  }

  /** Against the quota of the key that sent them. Whoever has none left cannot send another batch; this one goes on. */
  private async countRows({ id, key_id }: BatchManifest, rows: number): Promise<void> {
    const { rows: daily, log } = this.resources;
    if (daily === null || typeof key_id !== 'string' || rows === 0) return;
    const counted = await daily.spend(key_id, rows);
    if (!counted) log.warn({ batchId: id, keyId: key_id, rows }, 'rows not counted: Redis does not answer');
  }
}

/** Memory may have been short because of what else the worker read: only the last attempt tells that it is the file. */
function isFinal(error: unknown): error is SluiceError {
  return error instanceof SluiceError && FINAL.has(error.code) && !(error instanceof RowsTooLong);
}
