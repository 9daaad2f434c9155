import {
  BatchLedger,
  checksumOf,
  Claims,
  encodeScores,
  FIRST_EPOCH,
  readChunk,
  rowsOfChunk,
  sessionJudge,
  type BatchManifest,
  type BatchPlan,
  type BatchRef,
  type ChunkCommit,
  type ChunkResult,
  type ChunkRows,
} from '@sluice/batches';
import type { WorkerResources } from '../worker-resources';
import { AloneGate } from './alone-gate';
import { sessionSegments, tallyWhole } from './session-segments';

/** From its second death on a chunk runs alone in its worker, so that no neighbour is blamed or harmed. */
const DEATHS_UNTIL_ALONE = 2;
/** Deaths alone after which a chunk is set aside. */
const DEATHS_UNTIL_QUARANTINE = 5;

export interface ChunkTask extends BatchRef {
  readonly chunk: number;
}

/** Scores one chunk and commits the result. Delivery is at least once, the effect exactly once: of several attempts the first to create the commit counts. */
export class ScoreChunk {
  private readonly gate = new AloneGate();

  constructor(
    private readonly resources: Pick<WorkerResources, 'store' | 'duckdb' | 'inference' | 'risks' | 'advance' | 'log'>,
    private readonly now: () => number = Date.now,
  ) {}

  async execute(task: ChunkTask): Promise<void> {
    const ledger = new BatchLedger(this.resources.store, { tenant: task.tenant, id: task.id });
    const [manifest, plan] = await Promise.all([ledger.findManifest(), ledger.plan()]);
    if (manifest === null || plan === null || task.chunk >= plan.chunk_ends.length) return;
    if (await isOpen(ledger, task.chunk)) await this.attempt(ledger, manifest, plan, task.chunk);
    await this.resources.advance.execute(ledger.ref);
  }

  /** Gives a chunk up after its last attempt failed, so that the batch goes on without it. */
  async giveUp({ tenant, id, chunk }: ChunkTask, reason: string): Promise<void> {
    const ledger = new BatchLedger(this.resources.store, { tenant, id });
    // What failed may have come after the commit, for example Redis.
    if (!(await isOpen(ledger, chunk))) return;
    await ledger.create(ledger.keys.quarantine(chunk), { at: this.now(), reason });
    this.resources.log.error({ batchId: id, chunk, reason }, 'chunk set aside');
    await this.resources.advance.execute(ledger.ref);
  }

  private async attempt(ledger: BatchLedger, manifest: BatchManifest, plan: BatchPlan, chunk: number): Promise<void> {
    const claims = new Claims(this.resources.store, ledger);
    const deaths = await claims.deathsOf(String(chunk));
    if (deaths.alone >= DEATHS_UNTIL_QUARANTINE) {
      return this.giveUp({ ...ledger.ref, chunk }, 'Scoring the chunk ended its worker again and again.');
    }
    const alone = deaths.total >= DEATHS_UNTIL_ALONE;
    await this.gate.run(alone, () =>
      claims.hold(String(chunk), alone, (attempt) => this.score(ledger, manifest, plan, chunk, attempt)),
    );
  }

  private async score(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    chunk: number,
    attempt: string,
  ): Promise<void> {
    const startedAt = this.now();
    const { store, duckdb, inference, log } = this.resources;
    const end = plan.chunk_ends[chunk] ?? 0;
    const path = await store.localPath(plan.rows);
    const range = [end - rowsOfChunk(plan, chunk), end] as const;
    const rows = await duckdb.connect((connection) => readChunk(connection, path, range, manifest.model));
    const model = await inference.resolve(manifest.model.ref);
    const { scores } = await model.score(rows.content);
    // Whoever cancelled must not see more rows appear than the outcome counts.
    if (await ledger.isCancelled()) return;
    const committed = await this.commit(ledger, manifest, chunk, attempt, rows, scores);
    const { succeeded, failed, flagged } = committed;
    const fields = { batchId: ledger.ref.id, chunk, rows: succeeded, failed, flagged };
    log.info({ ...fields, durationMs: this.now() - startedAt }, 'chunk scored');
  }

  private async commit(
    ledger: BatchLedger,
    manifest: BatchManifest,
    chunk: number,
    attempt: string,
    rows: ChunkRows,
    scores: Float64Array,
  ): Promise<ChunkCommit> {
    const { threshold } = manifest.model;
    const segments = sessionSegments(rows, scores, threshold);
    const judge = sessionJudge(manifest.model, this.resources.risks);
    const sessions = await tallyWhole(segments, cutSessions(manifest, rows), judge);
    const result = ledger.keys.attempt(attempt, `chunk-${chunk}`);
    await ledger.create(result, { scores: encodeScores(scores), segments } satisfies ChunkResult);
    const failed = scores.reduce((count, score) => count + (Number.isNaN(score) ? 1 : 0), 0);
    const commit: ChunkCommit = {
      attempt,
      committed_at: this.now(),
      result,
      checksum: checksumOf(scores),
      succeeded: scores.length - failed,
      failed,
      flagged: scores.reduce((count, score) => count + (score >= threshold ? 1 : 0), 0),
      sessions,
    };
    const first = await ledger.create(ledger.keys.commit(FIRST_EPOCH, chunk), commit);
    if (!first) await this.lostRace(ledger, chunk, commit);
    return commit;
  }

  /** Another attempt committed first, and that counts. Both must have come to the same scores. */
  private async lostRace(ledger: BatchLedger, chunk: number, { attempt, checksum }: ChunkCommit): Promise<void> {
    const winner = await ledger.commitOf(chunk);
    const same = winner?.checksum === checksum;
    await ledger.create(ledger.keys.conflict(chunk, attempt), { at: this.now(), same });
    const fields = { batchId: ledger.ref.id, chunk, attempt, winner: winner?.attempt, same };
    if (same) this.resources.log.warn(fields, 'chunk was already committed by another attempt');
    else this.resources.log.error(fields, 'two attempts at a chunk came to different scores');
  }
}

async function isOpen(ledger: BatchLedger, chunk: number): Promise<boolean> {
  const done = await Promise.all([ledger.commitOf(chunk), ledger.quarantineOf(chunk), ledger.outcome()]);
  return done.every((record) => record === null) && !(await ledger.isCancelled());
}

/** Sessions that may reach over an edge of the chunk: only those longer than a chunk are cut, and they fill it to the edge. */
function cutSessions({ model }: BatchManifest, rows: ChunkRows): ReadonlySet<string> {
  const [first, last] = [rows.sessionIds[0] ?? null, rows.sessionIds.at(-1) ?? null];
  const fillsChunk = first !== null && first === last;
  return new Set(fillsChunk && rows.rows.length <= model.chunk_rows ? [first] : []);
}
