import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  AdvanceBatch,
  BatchLedger,
  describeInput,
  piecesOf,
  recordContent,
  ResultReader,
  type BatchManifest,
  type BatchModel,
  type BatchOutcome,
  type BatchRef,
  type PieceId,
  type ResultView,
} from '@sluice/batches';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { findSessionModel } from '@sluice/inference';
import { createLogger, loadConfig } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import { startRedis, type ScoredRow, type TestRedis } from '@sluice/testing';
import { meetingInference } from './meeting-inference.fixture';
import { poisonedInference } from './poisoned-inference.fixture';
import { FinishBatch } from '../src/finish-batch/finish-batch';
import { PlanBatch } from '../src/plan-batch/plan-batch';
import { ScoreChunk } from '../src/score-chunk/score-chunk';
import { closeResources, openResources, type WorkerResources } from '../src/worker-resources';

const DAY_MS = 86_400_000;

/** How the sessions of a batch are judged. */
export type SessionPin = Pick<BatchModel, 'session_model' | 'session_bands'>;

/** The steps of a batch, called by hand on a real store, DuckDB, model and Redis, so that a test decides what happens when. */
export class InProcess {
  private constructor(
    private readonly folder: string,
    private readonly redis: TestRedis,
    readonly resources: WorkerResources,
  ) {}

  /**
   * @param env further settings, for example MODELS_DIR
   * @param store in place of a fresh folder
   */
  static async start(env: Readonly<Record<string, string>> = {}, store?: ObjectStore): Promise<InProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-steps-'));
    const redis = await startRedis();
    const config = loadConfig({ DATA_DIR: folder, REDIS_URL: redis.url, INFERENCE_THREADS: '1', ...env });
    const log = createLogger(config, 'test', { write: () => undefined });
    // Who fails soon when Redis is late fails on a busy machine.
    const resources = await openResources(config, redis.url, log, store, 'consumer');
    return new InProcess(folder, redis, resources);
  }

  async stop(): Promise<void> {
    await closeResources(this.resources);
    await this.redis.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The same process on another store: for one that is broken on purpose. */
  on(store: ObjectStore): InProcess {
    const advance = new AdvanceBatch(store, this.resources.queue);
    return new InProcess(this.folder, this.redis, { ...this.resources, store, advance });
  }

  /** Attempts at whatever piece is open, until none is. An attempt that dies is left behind, as a killed worker leaves it. */
  async scoreAll(ref: BatchRef, poison: ReadonlySet<string>): Promise<void> {
    const ledger = await this.ledger(ref);
    for (let open = await openPieces(ledger); open.length > 0; open = await openPieces(ledger)) {
      for (const piece of open) {
        await new Promise<void>((ended, failed) => {
          const inference = poisonedInference(this.resources.inference, poison, ended);
          const scoreChunk = new ScoreChunk({ ...this.resources, inference });
          scoreChunk.execute({ ...ref, piece, epoch: ledger.epoch }).then(ended, failed);
        });
      }
    }
  }

  ledger(ref: BatchRef): Promise<BatchLedger> {
    return BatchLedger.open(this.resources.store, ref);
  }

  /**
   * Writes the records of an accepted batch. Sessions are judged when the file has them.
   * @param pinned what the manifest shall say of the model instead of what intake would write
   * @param callback_url is told of the end
   * @param keep_columns which results repeat
   */
  async accept(
    csv: string,
    chunkRows: number,
    name = 'abuse',
    pinned: Partial<SessionPin> = {},
    callback_url: string | null = null,
    keep_columns: readonly string[] = [],
  ): Promise<BatchRef> {
    const { store, duckdb, inference } = this.resources;
    const ref = { tenant: LOCAL_TENANT, id: newId() };
    const { keys } = await this.ledger(ref);
    await store.putIfAbsent(keys.active, '{}');
    await store.putIfAbsent(keys.input, csv);
    const model = inference.get(name);
    const content = recordContent(model.manifest);
    const { shape, mapping } = await describeInput(
      duckdb,
      await store.localPath(keys.input),
      'csv',
      { keep_columns },
      content,
    );
    const { labels, threshold, bands } = model.manifest;
    const judgement = findSessionModel(inference, model.manifest);
    const manifest: BatchManifest = {
      ...ref,
      request_id: 'test',
      created_at: Date.now(),
      expires_at: Date.now() + DAY_MS,
      mode: mapping.session === null ? 'rows' : 'sessions',
      model: { ...content, ref: model.ref, labels, threshold, bands, ...judgement, chunk_rows: chunkRows, ...pinned },
      input: { ...shape, bytes: csv.length, sha256: '' },
      mapping,
      max_rows: 1_000_000,
      priority: 'normal',
      callback_url,
    };
    await store.putIfAbsent(keys.manifest, JSON.stringify(manifest));
    return ref;
  }

  /** Plans a batch and gives its number of chunks. */
  async plan(ref: BatchRef): Promise<number> {
    await new PlanBatch(this.resources).execute(ref);
    return (await (await this.ledger(ref)).plan())?.chunk_ends.length ?? 0;
  }

  /** One attempt at a chunk, or a part of one, as by a worker of its own. */
  async score(ref: BatchRef, piece: number | PieceId): Promise<void> {
    const { epoch } = await this.ledger(ref);
    await new ScoreChunk(this.resources).execute({ ...ref, piece: String(piece), epoch });
  }

  /** Two attempts at a chunk, neither of which scores before the other has begun. */
  async scoreTwice(ref: BatchRef, chunk: number): Promise<void> {
    const { epoch } = await this.ledger(ref);
    const task = { ...ref, piece: String(chunk), epoch };
    const inference = meetingInference(this.resources.inference, 2);
    const attempt = (): Promise<void> => new ScoreChunk({ ...this.resources, inference }).execute(task);
    await Promise.all([attempt(), attempt()]);
  }

  async finish(ref: BatchRef): Promise<BatchOutcome> {
    await new FinishBatch(this.resources).execute(ref);
    const outcome = await (await this.ledger(ref)).outcome();
    if (outcome === null) throw new Error('the batch has not ended');
    return outcome;
  }

  /** Every step in order, once. */
  async run(ref: BatchRef): Promise<BatchOutcome> {
    const chunks = await this.plan(ref);
    for (let chunk = 0; chunk < chunks; chunk++) await this.score(ref, chunk);
    return this.finish(ref);
  }

  /** A view as NDJSON. */
  async view(ref: BatchRef, view: ResultView): Promise<string> {
    const reader = new ResultReader(this.resources.store, this.resources.duckdb, this.resources.risks);
    return text(await (await reader.open(ref, { view, format: 'ndjson' })).whole());
  }

  async lines<T>(ref: BatchRef, view: ResultView): Promise<T[]> {
    const lines = (await this.view(ref, view)).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as T);
  }

  rows(ref: BatchRef): Promise<ScoredRow[]> {
    return this.lines<ScoredRow>(ref, 'rows');
  }
}

async function openPieces(ledger: BatchLedger): Promise<PieceId[]> {
  const plan = await ledger.plan();
  const [committed, quarantined, split] = [await ledger.committed(), await ledger.quarantined(), await ledger.split()];
  if (plan === null) throw new Error('the batch has no plan');
  return [...piecesOf(plan, committed, split)].filter((piece) => !committed.has(piece) && !quarantined.has(piece));
}
