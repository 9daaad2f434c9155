import type { ObjectStore } from '@sluice/storage';
import type { Measure } from './measure';

/** Measures of documents, each kept in the store beside the tables it was made from, and gone with them. */
export class MeasureRecords {
  /** By key. Several ranges of one document are often asked for at the same time. */
  private readonly running = new Map<string, Promise<Measure>>();

  constructor(private readonly store: ObjectStore) {}

  async find(key: string): Promise<Measure | null> {
    const bytes = await this.store.get(key);
    // Our own record, written whole or not at all.
    return bytes === null ? null : (JSON.parse(bytes.toString()) as Measure);
  }

  /** The measure of a document; callers at the same time share one pass over it. */
  async findOrMake(key: string, make: () => Promise<Measure>): Promise<Measure> {
    const running = this.running.get(key);
    if (running !== undefined) return running;
    const made = this.make(key, make).finally(() => this.running.delete(key));
    this.running.set(key, made);
    return made;
  }

  /** Keeps what a download has found out by the way. Nobody waits for it: what cannot be kept is measured when it is needed. */
  async keep(key: string, measure: Measure): Promise<void> {
    await this.store.putIfAbsent(key, JSON.stringify(measure)).catch(() => false);
  }

  private async make(key: string, make: () => Promise<Measure>): Promise<Measure> {
    const found = await this.find(key);
    if (found !== null) return found;
    const measure = await make();
    await this.keep(key, measure);
    return measure;
  }
}
