import {
  BatchLedger,
  Claims,
  piecesOf,
  rowsOf,
  writeResults,
  type BatchManifest,
  type BatchOutcome,
  type BatchPlan,
  type BatchRef,
  type FinishedChunk,
} from '@sluice/batches';
import { SluiceError } from '@sluice/contracts';
import { rm } from 'node:fs/promises';
import { AloneGate } from '../alone-gate';
import { holdWhole, isDeadly } from '../hold-whole';
import { NOT_ITS_FAULT } from '../not-its-fault';
import type { WorkerResources } from '../worker-resources';
import { createOutcome, endBatch } from './end-batch';

/** Makes the final tables from what the chunks committed, and ends the batch. Also ends a cancelled one, with the rows that were done. */
export class FinishBatch {
  /** @param gate of the worker, which other work passes too */
  constructor(
    private readonly resources: Pick<WorkerResources, 'store' | 'duckdb' | 'risks' | 'advance' | 'log'>,
    private readonly gate = new AloneGate(),
    private readonly now: () => number = Date.now,
  ) {}

  async execute(ref: BatchRef): Promise<void> {
    const { store, advance } = this.resources;
    const ledger = await BatchLedger.open(store, ref);
    const manifest = await ledger.findManifest();
    if (manifest === null || (await ledger.isDeleted())) return;
    if ((await ledger.outcome()) !== null) return advance.execute(ref);
    const [plan, cancelled] = [await ledger.plan(), await ledger.isCancelled()];
    if (plan === null && cancelled)
      return endBatch(advance, ledger, { state: 'cancelled', error: null, at: this.now() });
    if (plan === null || !(cancelled || (await isComplete(ledger, plan)))) return advance.execute(ref);
    const claims = new Claims(store, ledger.keys.claims(ledger.epoch));
    const deaths = await claims.deathsOf('finish');
    if (isDeadly(deaths)) return this.giveUp(ref, null);
    const finish = (attempt: string): Promise<void> => this.finish(ledger, manifest, plan, cancelled, attempt);
    await holdWhole({ gate: this.gate, claims, work: 'finish', deaths }, finish);
  }

  /** Ends a batch whose tables cannot be made for a reason of ours, so that it does not hang; a store that is away only costs time. */
  async giveUp(ref: BatchRef, error: unknown): Promise<void> {
    const { store, advance } = this.resources;
    if (error instanceof SluiceError && NOT_ITS_FAULT.has(error.code)) return;
    const ledger = await BatchLedger.open(store, ref);
    if ((await ledger.findManifest()) === null || (await ledger.outcome()) !== null) return;
    const reason = new SluiceError(
      'INTERNAL',
      'Writing the results failed on our side. The log of the worker says why.',
    );
    await endBatch(advance, ledger, { state: 'failed', error: reason, at: this.now() });
  }

  private async finish(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    cancelled: boolean,
    attempt: string,
  ): Promise<void> {
    const { advance, log } = this.resources;
    const startedAt = this.now();
    const { counts, tables } = await this.writeTables(ledger, manifest, plan, attempt);
    const total = (plan.chunk_ends.at(-1) ?? 0) + plan.rejected;
    const { succeeded, failed, flagged, sessions } = counts;
    const whole = failed > 0 ? 'completed_with_errors' : 'completed';
    const outcome: BatchOutcome = {
      state: cancelled ? 'cancelled' : whole,
      attempt,
      finished_at: this.now(),
      counts: { total, succeeded, failed, flagged, cancelled: total - succeeded - failed },
      sessions,
      error: null,
      tables,
    };
    const first = await createOutcome(advance, ledger, outcome);
    const { state, finished_at } = outcome;
    const fields = { batchId: ledger.ref.id, state, ...outcome.counts, sessions: sessions.total };
    log.info({ ...fields, first, durationMs: finished_at - startedAt }, 'batch finished');
  }

  private async writeTables(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    attempt: string,
  ): Promise<{ counts: Awaited<ReturnType<typeof writeResults>>; tables: NonNullable<BatchOutcome['tables']> }> {
    const { store, duckdb, risks } = this.resources;
    const [rows, sessions, errors] = await Promise.all([store.scratchPath(), store.scratchPath(), store.scratchPath()]);
    const files = { rows, sessions, errors };
    const [input, planRows, planErrors] = await Promise.all(
      [ledger.keys.input, plan.rows, plan.errors].map((key) => store.localPath(key)),
    );
    if (input === undefined || planRows === undefined || planErrors === undefined) throw new Error('unreachable');
    const chunks = finishedPieces(ledger, plan);
    const key = (name: string): string => ledger.keys.attempt(attempt, name);
    const tables = { rows: key('rows'), sessions: key('sessions'), errors: key('errors') };
    try {
      const counts = await duckdb.exclusively((connection) =>
        writeResults(connection, { manifest, input, planRows, planErrors, chunks, risks, files }),
      );
      await store.putFile(tables.rows, rows);
      await store.putFile(tables.sessions, sessions);
      await store.putFile(tables.errors, errors);
      return { counts, tables };
    } finally {
      // Gone already when they were put; what a failure leaves would fill a disk that may be full.
      await Promise.all(Object.values(files).map((path) => rm(path, { force: true })));
    }
  }
}

async function isComplete(ledger: BatchLedger, plan: BatchPlan): Promise<boolean> {
  const [committed, quarantined, split] = await Promise.all([ledger.committed(), ledger.quarantined(), ledger.split()]);
  const pieces = [...piecesOf(plan, committed, split)];
  return pieces.every((piece) => committed.has(piece) || quarantined.has(piece));
}

/** Every piece in order. A commit counts more than a quarantine: a slow attempt may have made it after all. */
async function* finishedPieces(ledger: BatchLedger, plan: BatchPlan): AsyncGenerator<FinishedChunk> {
  const [committed, quarantined, split] = await Promise.all([ledger.committed(), ledger.quarantined(), ledger.split()]);
  for (const piece of piecesOf(plan, committed, split)) {
    const [rows, epoch] = [rowsOf(plan, piece), committed.get(piece)];
    const commit = epoch === undefined ? null : await ledger.commitOf(piece, epoch);
    if (commit !== null) yield { rows, result: await ledger.resultOf(commit) };
    else yield { rows, result: null, why: quarantined.has(piece) ? 'QUARANTINED' : 'CANCELLED' };
  }
}
