import type { Readable } from 'node:stream';
import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { BatchLedger } from '../records/batch-ledger';
import type { BatchRef } from '../records/batch-manifest';
import type { SessionRisks } from '../sessions/session-judge';
import type { DuckDb } from '../tables/duckdb';
import type { Query } from '../tables/query';
import type { ResultFilter } from '../tables/result-filter';
import type { ResultFormat, ResultView } from '../tables/result-format';
import { resultQuery } from '../tables/result-source';
import { streamLines } from '../tables/stream-lines';
import { finalView, tagOf, type FinalView } from './final-view';
import { MeasureRecords } from './measure-records';
import { ParquetDocument } from './parquet-document';
import { PartialResults } from './partial-results';
import type { ResultDocument } from './result-document';
import { encoded, TextDocument, toReadable, type Tables } from './text-document';

export interface ResultQuery {
  readonly view: ResultView;
  readonly format: ResultFormat;
  /** Everything by default. */
  readonly filter?: ResultFilter;
}

export interface ResultPage {
  readonly body: Readable;
  /** Cursor of the next page, null on the last one. */
  readonly next: string | null;
}

/** Reads the results of a batch: its final tables, or what has been committed so far. Memory stays bounded whatever their size. */
export class ResultReader {
  private readonly partial: PartialResults;
  private readonly tables: Tables;

  constructor(
    private readonly store: ObjectStore,
    private readonly duckdb: DuckDb,
    risks: SessionRisks,
  ) {
    this.partial = new PartialResults(store, duckdb, risks);
    this.tables = { store, duckdb, measures: new MeasureRecords(store) };
  }

  /**
   * A whole view, before any of it is read.
   * @throws SluiceError BATCH_NOT_FOUND, BATCH_CONFLICT when there is nothing to read in this state
   */
  async open(ref: BatchRef, { view, format, filter = {} }: ResultQuery): Promise<ResultDocument> {
    const ledger = await BatchLedger.open(this.store, ref);
    const manifest = await ledger.manifest();
    const outcome = await ledger.outcome();
    if (outcome === null) return this.partial.open(ledger, { view, format, filter });
    const table = await finalView(ledger, manifest, outcome, view);
    if (format === 'parquet') return new ParquetDocument(this.tables, table, filter);
    return new TextDocument(this.tables, table, { format, filter });
  }

  /**
   * One page of a finished view as CSV or NDJSON.
   * @param cursor of the page before; undefined for the first
   * @throws SluiceError BATCH_NOT_FOUND, BATCH_CONFLICT while the batch is not final; INVALID_FIELD for a cursor of something else
   */
  async page(ref: BatchRef, query: ResultQuery, cursor: string | undefined, limit: number): Promise<ResultPage> {
    const { view, format, filter = {} } = query;
    if (format === 'parquet') throw new SluiceError('INVALID_PARAMETER', 'Parquet has no pages: leave limit out.');
    const ledger = await BatchLedger.open(this.store, ref);
    const manifest = await ledger.manifest();
    const outcome = await ledger.outcome();
    if (outcome === null)
      throw new SluiceError('BATCH_CONFLICT', 'Pages need a finished batch. Leave limit out to read what is done.');
    const final = await finalView(ledger, manifest, outcome, view);
    const scope = cursorScope(final, filter);
    const after = cursor === undefined ? -1 : positionIn(cursor, scope);
    const path = await this.store.localPath(final.table);
    const last = await this.lastOfPage(resultQuery(path, view, filter, { after, limit: limit + 1 }), limit);
    const part = resultQuery(path, view, filter, { after, limit });
    const lines = this.duckdb.stream((connection) => streamLines(connection, part, final.columns, format));
    return { body: toReadable(encoded(lines)), next: last === null ? null : `${last}.${scope}` };
  }

  /** Position of the last record of a page behind which there is another. Reads no column but those of the filter. */
  private async lastOfPage({ sql, values }: Query, limit: number): Promise<number | null> {
    const reader = await this.duckdb.connect((connection) =>
      connection.runAndReadAll(`SELECT position::DOUBLE FROM (${sql}) OFFSET ${limit - 1}`, { ...values }),
    );
    return reader.currentRowCount < 2 ? null : Number(reader.value(0, 0));
  }
}

/** What a cursor is good for: the same records in the same order. The format may change from page to page. */
function cursorScope({ table }: FinalView, { action, minScore, session }: ResultFilter): string {
  return tagOf(table, action, minScore, session).slice(0, 8);
}

/** @throws SluiceError INVALID_FIELD */
function positionIn(cursor: string, scope: string): number {
  const [position, of] = cursor.split('.');
  if (of === scope) return Number(position);
  throw new SluiceError(
    'INVALID_FIELD',
    'The cursor is of another view, of another filter, or from before a retry. Start again without it.',
    {
      errors: [
        {
          pointer: '/query/cursor',
          code: 'INVALID_VALUE',
          message: 'must be used with the parameters of the page before; start again without it',
        },
      ],
    },
  );
}
