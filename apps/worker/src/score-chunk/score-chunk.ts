import {
  BatchLedger,
  checksumOf,
  Claims,
  encodeScores,
  isPartOfSplit,
  positionsOf,
  readChunk,
  rowsOf,
  sessionJudge,
  type BatchManifest,
  type BatchPlan,
  type BatchRef,
  type ChunkCommit,
  type ChunkResult,
  type ChunkRows,
  type PieceId,
} from '@sluice/batches';
import { AloneGate } from '../alone-gate';
import type { WorkerResources } from '../worker-resources';
import { sessionSegments, tallyWhole } from './session-segments';

/** From its second death on a chunk runs alone in its worker, so that no neighbour is blamed or harmed. */
const DEATHS_UNTIL_ALONE = 2;
/** Deaths alone after which a chunk is split, so that what is poisonous in it comes to stand alone. */
const DEATHS_UNTIL_SPLIT = 5;
/** Of a part of one: it is known that something in its chunk kills, so one death tells which part it is in. */
const DEATHS_OF_PART = 1;
/** Deaths alone after which a single row is set aside. */
const DEATHS_OF_ROW = 2;
/** Splits of one chunk, after which what is left of it is set aside as it is: then not some rows are poisonous but everything fails. */
const MAX_SPLITS = 64;

type ScoreResources = Pick<WorkerResources, 'store' | 'duckdb' | 'risks' | 'advance' | 'log'> & {
  readonly inference: Pick<WorkerResources['inference'], 'resolve'>;
};

export interface ChunkTask extends BatchRef {
  readonly piece: PieceId;
  readonly epoch: number;
}

/** Why a piece is given up, and whether its rows may be to blame, so that it is worth looking for which. */
export interface GiveUp {
  readonly reason: string;
  readonly isolate: boolean;
}

/** Scores one chunk and commits the result. Delivery is at least once, the effect exactly once: of several attempts the first to create the commit counts. */
export class ScoreChunk {
  /** @param gate of the worker, which other work passes too */
  constructor(
    private readonly resources: ScoreResources,
    private readonly gate = new AloneGate(),
    private readonly now: () => number = Date.now,
  ) {}

  async execute(task: ChunkTask): Promise<void> {
    const ledger = await BatchLedger.open(this.resources.store, { tenant: task.tenant, id: task.id });
    const [manifest, plan] = await Promise.all([ledger.findManifest(), ledger.plan()]);
    if (manifest === null || plan === null || rowsOf(plan, task.piece) === 0) return;
    const current = task.epoch === ledger.epoch;
    if (current && (await isOpen(ledger, task.piece))) await this.attempt(ledger, manifest, plan, task.piece);
    await this.resources.advance.execute(ledger.ref);
  }

  /** Gives a piece up after its last attempt failed, so that the batch goes on without it: it is split, or set aside when it cannot be. */
  async giveUp({ tenant, id, piece }: BatchRef & { readonly piece: PieceId }, why: GiveUp): Promise<void> {
    const { store, log, advance } = this.resources;
    const ledger = await BatchLedger.open(store, { tenant, id });
    const plan = await ledger.plan();
    // What failed may have come after the commit, for example Redis.
    if (plan === null || !(await isOpen(ledger, piece))) return;
    const { reason, isolate } = why;
    if (isolate && rowsOf(plan, piece) > 1 && (await splitsOf(ledger, piece)) < MAX_SPLITS) {
      await ledger.create(ledger.keys.split(piece), { at: this.now(), reason });
      log.warn({ batchId: id, piece, reason }, 'chunk split, to find the rows that are to blame');
    } else {
      await ledger.create(ledger.keys.quarantine(ledger.epoch, piece), { at: this.now(), reason });
      log.error({ batchId: id, piece, rows: rowsOf(plan, piece), reason }, 'rows set aside');
    }
    await advance.execute(ledger.ref);
  }

  private async attempt(ledger: BatchLedger, manifest: BatchManifest, plan: BatchPlan, piece: PieceId): Promise<void> {
    const claims = new Claims(this.resources.store, ledger.keys.claims(ledger.epoch));
    const deaths = await claims.deathsOf(piece);
    if (deaths.alone >= mostDeaths(plan, piece)) {
      const why = { reason: 'Scoring these rows ended their worker again and again.', isolate: true };
      return this.giveUp({ ...ledger.ref, piece }, why);
    }
    const alone = isPartOfSplit(piece) || deaths.total >= DEATHS_UNTIL_ALONE;
    await this.gate.run(alone, () =>
      claims.hold(piece, alone, (attempt) => this.score(ledger, manifest, plan, piece, attempt)),
    );
  }

  private async score(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    piece: PieceId,
    attempt: string,
  ): Promise<void> {
    const startedAt = this.now();
    const { store, duckdb, inference, log } = this.resources;
    const path = await store.localPath(plan.rows);
    const range = positionsOf(plan, piece) ?? [0, 0];
    const rows = await duckdb.connect((connection) => readChunk(connection, path, range, manifest.model));
    const model = await inference.resolve(manifest.model.ref);
    const { scores } = await model.score(rows.content);
    // Whoever cancelled must not see more rows appear than the outcome counts.
    if (await ledger.isCancelled()) return;
    const committed = await this.commit(ledger, manifest, piece, attempt, rows, scores);
    const { succeeded, failed, flagged } = committed;
    const fields = { batchId: ledger.ref.id, piece, rows: succeeded, failed, flagged };
    log.info({ ...fields, durationMs: this.now() - startedAt }, 'chunk scored');
  }

  private async commit(
    ledger: BatchLedger,
    manifest: BatchManifest,
    piece: PieceId,
    attempt: string,
    rows: ChunkRows,
    scores: Float64Array,
  ): Promise<ChunkCommit> {
    const { threshold } = manifest.model;
    const segments = sessionSegments(rows, scores, threshold);
    const judge = sessionJudge(manifest.model, this.resources.risks);
    const sessions = await tallyWhole(segments, cutSessions(manifest, rows, piece), judge);
    const result = ledger.keys.attempt(attempt, `chunk-${piece}`);
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
    const first = await ledger.create(ledger.keys.commit(ledger.epoch, piece), commit);
    if (!first) await this.lostRace(ledger, piece, commit);
    return commit;
  }

  /** Another attempt committed first, and that counts. Both must have come to the same scores. */
  private async lostRace(ledger: BatchLedger, piece: PieceId, { attempt, checksum }: ChunkCommit): Promise<void> {
    const winner = await ledger.commitOf(piece);
    const same = winner?.checksum === checksum;
    await ledger.create(ledger.keys.conflict(piece, attempt), { at: this.now(), same });
    const fields = { batchId: ledger.ref.id, piece, attempt, winner: winner?.attempt, same };
    if (same) this.resources.log.warn(fields, 'chunk was already committed by another attempt');
    else this.resources.log.error(fields, 'two attempts at a chunk came to different scores');
  }
}

async function isOpen(ledger: BatchLedger, piece: PieceId): Promise<boolean> {
  const done = await Promise.all([ledger.commitOf(piece), ledger.quarantineOf(piece), ledger.outcome()]);
  if (done.some((record) => record !== null)) return false;
  return !(await ledger.isSplit(piece)) && !(await ledger.isCancelled());
}

function mostDeaths(plan: BatchPlan, piece: PieceId): number {
  if (!isPartOfSplit(piece)) return DEATHS_UNTIL_SPLIT;
  return rowsOf(plan, piece) > 1 ? DEATHS_OF_PART : DEATHS_OF_ROW;
}

/** How often the chunk of a piece has been split. */
async function splitsOf(ledger: BatchLedger, piece: PieceId): Promise<number> {
  const chunk = piece.split('.')[0];
  return [...(await ledger.split())].filter((split) => split.split('.')[0] === chunk).length;
}

/** Sessions that may reach over an edge of the piece: of chunks only those longer than one are cut, and they fill it to the edge. */
function cutSessions({ model }: BatchManifest, rows: ChunkRows, piece: PieceId): ReadonlySet<string> {
  const [first, last] = [rows.sessionIds[0] ?? null, rows.sessionIds.at(-1) ?? null];
  if (isPartOfSplit(piece)) return new Set([first, last].filter((id) => id !== null));
  const fillsChunk = first !== null && first === last;
  return new Set(fillsChunk && rows.rows.length <= model.chunk_rows ? [first] : []);
}
