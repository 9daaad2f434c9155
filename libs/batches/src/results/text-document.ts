import { Readable } from 'node:stream';
import { version } from '@duckdb/node-api';
import type { ByteRange, ObjectStore } from '@sluice/storage';
import type { DuckDb } from '../tables/duckdb';
import { isWhole, type ResultFilter } from '../tables/result-filter';
import { resultQuery, type ResultPart } from '../tables/result-source';
import { streamLines, type Lines } from '../tables/stream-lines';
import { tagOf, type FinalView } from './final-view';
import { Measuring, type Mark, type Measure } from './measure';
import type { MeasureRecords } from './measure-records';
import type { ResultDocument } from './result-document';

/** Another number whenever the same table would be written with other bytes. */
const RENDERING = 1;
const START: Mark = { records: 0, bytes: 0 };

export interface TextQuery {
  readonly format: 'csv' | 'ndjson';
  readonly filter: ResultFilter;
}

export interface Tables {
  readonly store: ObjectStore;
  readonly duckdb: DuckDb;
  readonly measures: MeasureRecords;
}

/**
 * A final view as CSV or NDJSON, written anew out of its table for each reader. The bytes are the same each time, so it is read in part by starting at the
 * last mark before the part. Marks are found by whoever first reads it to its end.
 */
export class TextDocument implements ResultDocument {
  readonly complete = true;
  readonly tag: string;
  readonly seekable: boolean;
  private readonly measureKey: string;

  constructor(
    private readonly tables: Tables,
    private readonly view: FinalView,
    private readonly query: TextQuery,
  ) {
    const { format, filter } = query;
    this.tag = tagOf(RENDERING, version(), view.table, format, filter.action, filter.minScore, filter.session);
    this.seekable = isWhole(filter);
    this.measureKey = view.derived(`${view.view}-${format}-${this.tag}`);
  }

  async measure(needed: boolean): Promise<Measure | null> {
    const { measures } = this.tables;
    if (!this.seekable) return null;
    if (!needed) return measures.find(this.measureKey);
    return measures.findOrMake(this.measureKey, async () => {
      const measuring = new Measuring();
      for await (const lines of await this.lines(true)) measuring.add(lines);
      return measuring.end();
    });
  }

  async whole(): Promise<Readable> {
    const lines = await this.lines(true);
    return toReadable(this.seekable ? this.measured(lines) : encoded(lines));
  }

  async part({ marks }: Measure, { first, last }: ByteRange): Promise<Readable> {
    const mark = marks.findLast(({ bytes }) => bytes <= first) ?? START;
    const lines = await this.lines(mark.records === 0, { after: mark.records - 1 });
    return toReadable(slice(encoded(lines), first - mark.bytes, last - first + 1));
  }

  private async lines(withHeader: boolean, part: ResultPart = {}): Promise<AsyncIterable<Lines>> {
    const { store, duckdb } = this.tables;
    const { view, table, columns } = this.view;
    const { format, filter } = this.query;
    const query = resultQuery(await store.localPath(table), view, filter, part);
    return duckdb.stream((connection) => streamLines(connection, query, columns, format, withHeader));
  }

  private async *measured(parts: AsyncIterable<Lines>): AsyncGenerator<Buffer> {
    const measuring = new Measuring();
    for await (const lines of parts) yield measuring.add(lines);
    await this.tables.measures.keep(this.measureKey, measuring.end());
  }
}

/** Pulled by whoever downloads: a slow client holds one connection and one vector of records. */
export function toReadable(parts: AsyncIterable<Buffer>): Readable {
  return Readable.from(parts, { objectMode: false, highWaterMark: 64 * 1024 });
}

export async function* encoded(parts: AsyncIterable<Lines>): AsyncGenerator<Buffer> {
  for await (const { text } of parts) yield Buffer.from(text);
}

async function* slice(parts: AsyncIterable<Buffer>, skip: number, length: number): AsyncGenerator<Buffer> {
  let [before, left] = [skip, length];
  for await (const part of parts) {
    const some = part.subarray(before, before + left);
    before = Math.max(0, before - part.length);
    left -= some.length;
    if (some.length > 0) yield some;
    if (left === 0) return;
  }
}
