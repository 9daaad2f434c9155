import { Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import type { Action } from '@sluice/detection';
import type { ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchRef } from '../records/batch-manifest';
import type { BatchOutcome } from '../records/batch-records';
import type { SessionRisks } from '../sessions/session-judge';
import type { DuckDb } from '../tables/duckdb';
import {
  csvHeader,
  lineSql,
  parquetColumnsSql,
  viewColumns,
  type ResultFormat,
  type ResultView,
  type ViewColumn,
} from '../tables/result-format';
import { resultSql } from '../tables/result-source';
import { literal } from '../tables/sql';
import { streamLines } from '../tables/stream-lines';
import { PartialResults } from './partial-results';

export interface ResultQuery {
  readonly view: ResultView;
  readonly format: ResultFormat;
  readonly action?: Action | undefined;
}

export interface ResultPage {
  readonly body: string;
  /** Position in the view to go on after, null on the last page. */
  readonly next: number | null;
}

export interface ResultStream {
  readonly body: Readable;
  /** False while the batch runs: only what is finished so far, in chunk order. */
  readonly complete: boolean;
}

/** Reads the results of a batch: its final tables, or what has been committed so far. Memory stays bounded whatever their size. */
export class ResultReader {
  private readonly partial: PartialResults;

  constructor(
    private readonly store: ObjectStore,
    private readonly duckdb: DuckDb,
    risks: SessionRisks,
  ) {
    this.partial = new PartialResults(store, duckdb, risks);
  }

  /**
   * The whole view as a stream of bytes.
   * @throws SluiceError BATCH_NOT_FOUND, BATCH_CONFLICT when there is nothing to read in this state
   */
  async open(ref: BatchRef, query: ResultQuery): Promise<ResultStream> {
    const ledger = await BatchLedger.open(this.store, ref);
    const { mapping } = await ledger.manifest();
    const outcome = await ledger.outcome();
    if (outcome === null) return { body: lines(await this.partial.lines(ledger, query)), complete: false };
    const path = await this.tablePath(ledger, outcome, query.view);
    const { view, format } = query;
    const columns = viewColumns(view, mapping.kept);
    if (format === 'parquet') return { body: await this.parquet(path, query, columns), complete: true };
    const source = resultSql(path, view, query);
    return {
      body: lines(this.duckdb.stream((connection) => streamLines(connection, source, columns, format))),
      complete: true,
    };
  }

  /**
   * One page of a finished view as CSV or NDJSON.
   * @param after position after which the page starts, -1 for the first
   * @throws SluiceError BATCH_NOT_FOUND, BATCH_CONFLICT while the batch is not final
   */
  async page(ref: BatchRef, query: ResultQuery, after: number, limit: number): Promise<ResultPage> {
    const { view, format, action } = query;
    if (format === 'parquet') throw new SluiceError('INVALID_PARAMETER', 'Parquet has no pages: leave limit out.');
    const ledger = await BatchLedger.open(this.store, ref);
    const columns = viewColumns(view, (await ledger.manifest()).mapping.kept);
    const outcome = await ledger.outcome();
    if (outcome === null)
      throw new SluiceError('BATCH_CONFLICT', 'Pages need a finished batch. Leave limit out to read what is done.');
    const source = resultSql(await this.tablePath(ledger, outcome, view), view, { action, after, limit: limit + 1 });
    const reader = await this.duckdb.connect((connection) =>
      connection.runAndReadAll(`SELECT ${lineSql(columns, format)}, position::DOUBLE FROM (${source})`),
    );
    const [found = [], positions = []] = reader.getColumns();
    const page = found.slice(0, limit);
    const next = found.length > limit ? Number(positions[limit - 1]) : null;
    const records = page.map((line) => `${String(line)}\n`).join('');
    return { body: format === 'csv' ? `${csvHeader(columns)}\n${records}` : records, next };
  }

  private async tablePath(ledger: BatchLedger, outcome: BatchOutcome, view: ResultView): Promise<string> {
    if (await ledger.isExpired())
      throw new SluiceError('BATCH_CONFLICT', 'The batch has expired and its results are deleted.');
    if (outcome.tables === null) {
      throw new SluiceError(
        'BATCH_CONFLICT',
        `The batch ended as ${outcome.state} without results. Its status says why.`,
      );
    }
    return this.store.localPath(outcome.tables[view]);
  }

  private async parquet(
    path: string,
    { view, action }: ResultQuery,
    columns: readonly ViewColumn[],
  ): Promise<Readable> {
    const copy = await this.store.scratchPath();
    const source = resultSql(path, view, { action });
    await this.duckdb.connect((connection) =>
      connection.run(
        `COPY (SELECT ${parquetColumnsSql(columns)} FROM (${source})) TO ${literal(copy)} (FORMAT parquet)`,
      ),
    );
    return this.store.readScratch(copy);
  }
}

/** Pulled by whoever downloads: a slow client holds one connection and one vector of records. */
function lines(parts: AsyncIterable<string>): Readable {
  return Readable.from(parts, { objectMode: false, highWaterMark: 64 * 1024 });
}
