import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchManifest, BatchRef } from '../records/batch-manifest';
import type { BatchOutcome, BatchPlan } from '../records/batch-records';
import { tablesOf } from '../results/final-view';
import type { DuckDb } from '../tables/duckdb';
import type { BatchSummary, StageSeconds } from './batch-summary';
import { summarizeTables } from './summarize-tables';

/** Records that are read at the same time. */
const READS_AT_ONCE = 16;

/** Summaries of finished batches: made when the first one asks, and kept beside the tables they are made from. */
export class SummaryReader {
  constructor(
    private readonly store: ObjectStore,
    private readonly duckdb: DuckDb,
  ) {}

  /** @throws SluiceError BATCH_NOT_FOUND; BATCH_CONFLICT while the batch is not final, or when it has no results */
  async read(ref: BatchRef): Promise<BatchSummary> {
    const ledger = await BatchLedger.open(this.store, ref);
    const manifest = await ledger.manifest();
    const outcome = await ledger.outcome();
    if (outcome === null)
      throw new SluiceError('BATCH_CONFLICT', 'A summary needs a finished batch. Its status tells how far it is.');
    const tables = await tablesOf(ledger, outcome);
    const key = ledger.keys.attempt(outcome.attempt, 'derived/summary');
    const known = await this.store.get(key);
    // Our own record, written whole or not at all.
    if (known !== null) return JSON.parse(known.toString()) as BatchSummary;
    const summary = await this.make(ledger, manifest, outcome, tables);
    await this.store.putIfAbsent(key, JSON.stringify(summary));
    return summary;
  }

  private async make(
    ledger: BatchLedger,
    manifest: BatchManifest,
    outcome: BatchOutcome,
    tables: NonNullable<BatchOutcome['tables']>,
  ): Promise<BatchSummary> {
    const [rows, sessions, errors] = [
      await this.store.localPath(tables.rows),
      await this.store.localPath(tables.sessions),
      await this.store.localPath(tables.errors),
    ];
    const found = await this.duckdb.exclusively((connection) =>
      summarizeTables(connection, { rows, sessions, errors }),
    );
    const { state, counts } = outcome;
    const seconds = await stageSeconds(ledger, manifest, outcome);
    const scoredIn = seconds.total - seconds.waiting;
    return {
      ...{ id: manifest.id, state, counts, rows: found.rows },
      sessions: manifest.mode === 'sessions' ? found.sessions : null,
      ...{ errors: found.errors, seconds },
      rows_per_second: scoredIn > 0 ? Math.round((counts.succeeded + counts.failed) / scoredIn) : null,
    };
  }
}

async function stageSeconds(
  ledger: BatchLedger,
  { created_at }: BatchManifest,
  { finished_at }: BatchOutcome,
): Promise<StageSeconds> {
  const plan = await ledger.plan();
  const [started, planned] = [plan?.started_at ?? finished_at, plan?.planned_at ?? finished_at];
  const scored = plan === null ? planned : await lastCommit(ledger, plan);
  // Clocks of several machines: no stage lasts less than nothing.
  const between = (from: number, to: number): number => Math.max(0, to - from) / 1_000;
  return {
    waiting: between(created_at, started),
    planning: between(started, planned),
    scoring: between(planned, scored),
    finishing: between(scored, finished_at),
    total: between(created_at, finished_at),
  };
}

/** Epoch milliseconds; those of the plan when nothing was committed. */
async function lastCommit(ledger: BatchLedger, { planned_at }: BatchPlan): Promise<number> {
  const committed = [...(await ledger.committed())];
  let last = planned_at;
  while (committed.length > 0) {
    const some = committed.splice(0, READS_AT_ONCE);
    const commits = await Promise.all(some.map(([piece, epoch]) => ledger.commitOf(piece, epoch)));
    last = Math.max(last, ...commits.map((commit) => commit?.committed_at ?? 0));
  }
  return last;
}
