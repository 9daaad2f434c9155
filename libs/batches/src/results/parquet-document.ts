import type { Readable } from 'node:stream';
import type { ByteRange } from '@sluice/storage';
import { isWhole, type ResultFilter } from '../tables/result-filter';
import { parquetColumnsSql } from '../tables/result-format';
import { resultQuery } from '../tables/result-source';
import { copyInGroups } from '../tables/row-groups';
import { digestOf, tagOf, type FinalView } from './final-view';
import type { Measure } from './measure';
import type { ResultDocument } from './result-document';
import type { Tables } from './text-document';

/** A final view as Parquet: its table where that has the columns of the view, else a copy that is made once; a filtered one is made for each reader. */
export class ParquetDocument implements ResultDocument {
  readonly complete = true;
  readonly tag: string;
  readonly seekable: boolean;

  constructor(
    private readonly tables: Tables,
    private readonly view: FinalView,
    private readonly filter: ResultFilter,
  ) {
    this.tag = tagOf(view.table, 'parquet', filter.action, filter.minScore, filter.session);
    this.seekable = isWhole(filter);
  }

  /** Costs the copy, which a reader needs anyway, and one pass over its bytes. */
  async measure(): Promise<Measure | null> {
    const { store, measures } = this.tables;
    if (!this.seekable) return null;
    return measures.findOrMake(this.view.derived(`${this.view.view}-parquet-${this.tag}`), async () => ({
      ...(await digestOf(store, await this.object())),
      marks: [],
    }));
  }

  async whole(): Promise<Readable> {
    const { store } = this.tables;
    return this.seekable ? store.read(await this.object()) : store.readScratch(await this.copy());
  }

  async part(_measure: Measure, range: ByteRange): Promise<Readable> {
    return this.tables.store.read(await this.object(), range);
  }

  /** Key of the object that holds the bytes. Of several that make it at the same time one counts, and all read that one. */
  private async object(): Promise<string> {
    const { table, columns, view, derived } = this.view;
    if (columns.every(({ name, type, source }) => name === source && type !== 'time')) return table;
    const [{ store }, key] = [this.tables, derived(`${view}.parquet`)];
    if ((await store.size(key)) === null) await store.putFile(key, await this.copy());
    return key;
  }

  /** Writes the view to a scratch file. */
  private async copy(): Promise<string> {
    const { store, duckdb } = this.tables;
    const { view, table, columns } = this.view;
    const path = await store.scratchPath();
    const { sql, values } = resultQuery(await store.localPath(table), view, this.filter);
    const renamed = `SELECT ${parquetColumnsSql(columns)} FROM (${sql})`;
    await duckdb.connect((connection) => copyInGroups(connection, { sql: renamed, values, to: path }));
    return path;
  }
}
