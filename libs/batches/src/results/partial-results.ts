import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import type { BatchLedger } from '../records/batch-ledger';
import type { BatchManifest } from '../records/batch-manifest';
import type { BatchPlan, ChunkCommit } from '../records/batch-records';
import { piecesOf, positionsOf, type PieceId } from '../records/pieces';
import type { DuckDb } from '../tables/duckdb';
import { errorMessageSql } from '../tables/error-messages';
import { csvHeader, viewColumns, type ResultFormat, type ResultView } from '../tables/result-format';
import { decodeScores } from '../tables/scores-codec';
import { ScoreTable, scoredRowsSql } from '../tables/score-table';
import { sessionJudge, type SessionRisks } from '../sessions/session-judge';
import { SessionTable } from '../tables/session-table';
import { literal } from '../tables/sql';
import { streamLines } from '../tables/stream-lines';

interface PartialQuery {
  readonly view: ResultView;
  readonly format: ResultFormat;
  readonly action?: string | undefined;
}

/** What can be read of a batch that still runs: its finished chunks one after another, each in the order of its plan. */
export class PartialResults {
  constructor(
    private readonly store: ObjectStore,
    private readonly duckdb: DuckDb,
    private readonly risks: SessionRisks,
  ) {}

  /** @throws SluiceError BATCH_CONFLICT for Parquet, whose footer needs the whole */
  async lines(ledger: BatchLedger, query: PartialQuery): Promise<AsyncIterable<string>> {
    const { view, format } = query;
    if (format === 'parquet')
      throw new SluiceError('BATCH_CONFLICT', 'Parquet is ready when the batch is. Ask for ndjson or csv.');
    const [manifest, plan] = [await ledger.manifest(), await ledger.plan()];
    const body = plan === null ? nothing() : this.view(ledger, manifest, plan, view, format, query.action);
    return withHeader(format === 'csv' ? `${csvHeader(viewColumns(view, manifest.mapping.kept))}\n` : '', body);
  }

  private view(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    view: ResultView,
    format: 'csv' | 'ndjson',
    action: string | undefined,
  ): AsyncIterable<string> {
    if (view === 'errors') return this.errors(plan, format);
    return this.chunks(ledger, manifest, plan, view, format, action);
  }

  private async *chunks(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    view: 'rows' | 'sessions',
    format: 'csv' | 'ndjson',
    action: string | undefined,
  ): AsyncGenerator<string> {
    const path = await this.store.localPath(plan.rows);
    const judge = sessionJudge(manifest.model, this.risks);
    const columns = viewColumns(view, manifest.mapping.kept);
    const where = action === undefined ? '' : `AND action = ${literal(action)}`;
    const [committed, split] = await Promise.all([ledger.committed(), ledger.split()]);
    for (const piece of piecesOf(plan, committed, split)) {
      const [commit, positions] = [await commitIn(ledger, piece, committed), positionsOf(plan, piece)];
      if (commit === null || positions === null) continue;
      const { scores, segments } = await ledger.resultOf(commit);
      const [start, end] = positions;
      yield* this.duckdb.stream(async function* (connection) {
        if (view === 'sessions') {
          const sessions = await SessionTable.create(connection, judge);
          await sessions.add(segments);
          await sessions.finish();
          yield* streamLines(connection, `SELECT * FROM sessions WHERE true ${where}`, columns, format, false);
          return;
        }
        const table = await ScoreTable.create(connection, manifest.model.bands);
        table.append(decodeScores(scores));
        table.close();
        const range = `SELECT * FROM read_parquet(${literal(path)}, file_row_number = true)
          WHERE file_row_number >= ${start} AND file_row_number < ${end} ORDER BY file_row_number`;
        const rows = scoredRowsSql(range, manifest);
        yield* streamLines(
          connection,
          `SELECT * FROM (${rows}) WHERE score IS NOT NULL ${where}`,
          columns,
          format,
          false,
        );
      });
    }
  }

  private async *errors(plan: BatchPlan, format: 'csv' | 'ndjson'): AsyncGenerator<string> {
    const path = await this.store.localPath(plan.errors);
    const source = `SELECT line, "row", code, field, ${errorMessageSql()} AS message FROM read_parquet(${literal(path)})`;
    yield* this.duckdb.stream((connection) => streamLines(connection, source, viewColumns('errors'), format, false));
  }
}

async function commitIn(
  ledger: BatchLedger,
  piece: PieceId,
  committed: ReadonlyMap<PieceId, number>,
): Promise<ChunkCommit | null> {
  const epoch = committed.get(piece);
  return epoch === undefined ? null : ledger.commitOf(piece, epoch);
}

async function* withHeader(header: string, body: AsyncIterable<string>): AsyncGenerator<string> {
  if (header !== '') yield header;
  yield* body;
}

async function* nothing(): AsyncGenerator<string> {
  // Nothing is read of a batch without a plan.
}
