import { hash } from 'node:crypto';
import type { ObjectStore } from '@sluice/storage';
import { SESSIONS, sessionObjects } from './session-objects';
import { timeOfId } from './stream-id';

const HOUR_MS = 3_600_000;
/** First and last id, size, and a digest when it was merged from others. */
const FILE = /^(\d{13}-\d{10})_(\d{13}-\d{10})\.(\d{1,15})(?:\.[0-9a-f]{16})?\.parquet$/;

/** A file of events of one hour. */
export interface EventFile {
  readonly key: string;
  /** Padded ids. */
  readonly first: string;
  readonly last: string;
  /** What its rows take in memory, about: packed they may be a hundred times smaller. */
  readonly bytes: number;
}

/** Hour of the clock of Redis in which an event came. A file holds events of one hour. */
export function hourOfId(id: string): number {
  return Math.floor(timeOfId(id) / HOUR_MS);
}

/** Files of events in the object store, named by the range of ids that they hold. */
export class EventFiles {
  constructor(private readonly store: ObjectStore) {}

  keyOf(tenant: string, { first, last, bytes }: Omit<EventFile, 'key'>): string {
    return `${sessionObjects.events(tenant)}/${hourOfId(first)}/${first}_${last}.${bytes}.parquet`;
  }

  /** Of the file into which others of an hour are merged. The same ones make the same name, others another: no file is taken for one that holds less. */
  keyOfMerged(files: readonly EventFile[]): string {
    const digest = hash('sha256', files.map(({ key }) => key).join('\n'), 'hex').slice(0, 16);
    const first = files.map((file) => file.first).sort()[0];
    const last = files.map((file) => file.last).sort()[files.length - 1];
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return `${folderOf(files)}/${first}_${last}.${bytes}.${digest}.parquet`;
  }

  /** Tenants of which events may be there. */
  tenants(): Promise<string[]> {
    return this.store.list(SESSIONS);
  }

  /** The files of each hour that ended before a time, epoch milliseconds, in order. */
  async *hoursBefore(before: number): AsyncGenerator<readonly EventFile[]> {
    for await (const folder of this.foldersBefore(before)) yield this.list(folder);
  }

  /**
   * Keys of the files that may hold events of a time, in order. Two of them may hold the same event, where a worker died between writing and trimming, or between
   * merging and deleting.
   * @param from epoch milliseconds
   * @param until padded id
   */
  async find(tenant: string, from: number, until: string): Promise<string[]> {
    const keys: string[] = [];
    for (let hour = Math.floor(from / HOUR_MS); hour <= hourOfId(until); hour++) {
      for (const { key, first, last } of await this.list(`${sessionObjects.events(tenant)}/${hour}`)) {
        if (first <= until && timeOfId(last) >= from) keys.push(key);
      }
    }
    return keys;
  }

  /** Removes files whose last event came before a time, epoch milliseconds. @returns how many hours went */
  async expire(before: number): Promise<number> {
    let removed = 0;
    for await (const folder of this.foldersBefore(before)) {
      await this.store.deletePrefix(folder);
      removed++;
    }
    return removed;
  }

  private async *foldersBefore(before: number): AsyncGenerator<string> {
    for (const tenant of await this.tenants()) {
      const folder = sessionObjects.events(tenant);
      for (const hour of await this.store.list(folder)) {
        if ((Number(hour) + 1) * HOUR_MS <= before) yield `${folder}/${hour}`;
      }
    }
  }

  private async list(folder: string): Promise<EventFile[]> {
    return (await this.store.list(folder)).flatMap((name) => {
      const [, first, last, bytes] = FILE.exec(name) ?? [];
      if (first === undefined || last === undefined) return [];
      return [{ key: `${folder}/${name}`, first, last, bytes: Number(bytes) }];
    });
  }
}

function folderOf(files: readonly EventFile[]): string {
  const key = files[0]?.key ?? '';
  return key.slice(0, key.lastIndexOf('/'));
}
