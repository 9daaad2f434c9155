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
import { filterSql, type FilterSql, type ResultFilter } from '../tables/result-filter';
import { groupEnds } from '../tables/row-groups';
import { literal } from '../tables/sql';
import { streamLines, type Lines } from '../tables/stream-lines';
import type { ResultDocument } from './result-document';
import { encoded, toReadable } from './text-document';

interface PartialQuery {
  readonly view: ResultView;
  readonly format: ResultFormat;
  readonly filter: ResultFilter;
}

interface TextView<View = ResultView> {
  readonly view: View;
  readonly format: 'csv' | 'ndjson';
  readonly where: FilterSql;
}

/** What can be read of a batch that still runs: its finished chunks one after another, each in the order of its plan. */
export class PartialResults {
  constructor(
    private readonly store: ObjectStore,
    private readonly duckdb: DuckDb,
    private readonly risks: SessionRisks,
  ) {}

  /** @throws SluiceError BATCH_CONFLICT for Parquet, whose footer needs the whole */
  async open(ledger: BatchLedger, query: PartialQuery): Promise<ResultDocument> {
    const lines = await this.lines(ledger, query);
    return {
      ...{ complete: false, tag: null, seekable: false },
      measure: () => Promise.resolve(null),
      whole: () => Promise.resolve(toReadable(encoded(lines))),
      part: () => Promise.reject(new Error('the results of a running batch have no parts')),
    };
  }

  private async lines(ledger: BatchLedger, query: PartialQuery): Promise<AsyncIterable<Lines>> {
    const { view, format, filter } = query;
    if (format === 'parquet')
      throw new SluiceError('BATCH_CONFLICT', 'Parquet is ready when the batch is. Ask for ndjson or csv.');
    const [manifest, plan] = [await ledger.manifest(), await ledger.plan()];
    const where = filterSql(view, filter);
    const body = plan === null ? nothing() : this.view(ledger, manifest, plan, { view, format, where });
    return withHeader(format === 'csv' ? `${csvHeader(viewColumns(view, manifest.mapping.kept))}\n` : '', body);
  }

  private view(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    { view, format, where }: TextView,
  ): AsyncIterable<Lines> {
    if (view === 'errors') return this.errors(plan, format, where);
    return this.chunks(ledger, manifest, plan, { view, format, where });
  }

  private async *chunks(
    ledger: BatchLedger,
    manifest: BatchManifest,
    plan: BatchPlan,
    { view, format, where: { conditions, values } }: TextView<'rows' | 'sessions'>,
  ): AsyncGenerator<Lines> {
    const path = await this.store.localPath(plan.rows);
    const judge = sessionJudge(manifest.model, this.risks);
    const columns = viewColumns(view, manifest.mapping.kept);
    const where = conditions.map((condition) => ` AND ${condition}`).join('');
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
          const sql = `SELECT * FROM sessions WHERE true${where}`;
          yield* streamLines(connection, { sql, values }, columns, format, false);
          return;
        }
        const table = await ScoreTable.create(connection, manifest.model.bands);
        table.append(decodeScores(scores));
        table.close();
        // DuckDB gathers what it joins: row group by row group it is not too much of long rows.
        for (const [from, to] of rangesIn(await groupEnds(connection, path), start, end)) {
          const range = `SELECT * FROM read_parquet(${literal(path)}, file_row_number = true)
            WHERE file_row_number >= ${from} AND file_row_number < ${to} ORDER BY file_row_number`;
          const scored = `FROM scores WHERE rowid >= ${from - start} AND rowid < ${to - start} ORDER BY rowid`;
          const sql = `SELECT * FROM (${scoredRowsSql(range, manifest, scored)}) WHERE score IS NOT NULL${where}`;
          yield* streamLines(connection, { sql, values }, columns, format, false);
        }
      });
    }
  }

  private async *errors(
    plan: BatchPlan,
    format: 'csv' | 'ndjson',
    { conditions, values }: FilterSql,
  ): AsyncGenerator<Lines> {
    const path = await this.store.localPath(plan.errors);
    const where = conditions.map((condition) => ` AND ${condition}`).join('');
    const sql = `SELECT line, "row", code, field, ${errorMessageSql()} AS message FROM read_parquet(${literal(path)}) WHERE true${where}`;
    yield* this.duckdb.stream((connection) =>
      streamLines(connection, { sql, values }, viewColumns('errors'), format, false),
    );
  }
}

/** Cuts [start, end) at the ends of groups. */
function rangesIn(ends: readonly number[], start: number, end: number): [number, number][] {
  const cuts = [start, ...ends.filter((at) => at > start && at < end), end];
  return cuts.slice(1).map((to, i) => [cuts[i] ?? start, to]);
}

async function commitIn(
  ledger: BatchLedger,
  piece: PieceId,
  committed: ReadonlyMap<PieceId, number>,
): Promise<ChunkCommit | null> {
  const epoch = committed.get(piece);
  return epoch === undefined ? null : ledger.commitOf(piece, epoch);
}

async function* withHeader(header: string, body: AsyncIterable<Lines>): AsyncGenerator<Lines> {
  if (header !== '') yield { text: header, records: 0 };
  yield* body;
}

async function* nothing(): AsyncGenerator<Lines> {
  // Nothing is read of a batch without a plan.
}
