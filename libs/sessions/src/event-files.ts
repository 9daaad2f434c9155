import type { ObjectStore } from '@sluice/storage';
import { SESSIONS, sessionObjects } from './session-objects';
import { timeOfId } from './stream-id';

const HOUR_MS = 3_600_000;
const FILE = /^(\d{13}-\d{10})_(\d{13}-\d{10})\.parquet$/;

/** Hour of the clock of Redis in which an event came. A file holds events of one hour. */
export function hourOfId(id: string): number {
  return Math.floor(timeOfId(id) / HOUR_MS);
}

/** Files of events in the object store, named by the range of ids that they hold. */
export class EventFiles {
  constructor(private readonly store: ObjectStore) {}

  keyOf(tenant: string, first: string, last: string): string {
    return `${sessionObjects.events(tenant)}/${hourOfId(first)}/${first}_${last}.parquet`;
  }

  /**
   * Keys of the files that may hold events of a time, in order. Two of them may hold the same event, where a worker died between writing and trimming.
   * @param from epoch milliseconds
   * @param until padded id
   */
  async find(tenant: string, from: number, until: string): Promise<string[]> {
    const folder = sessionObjects.events(tenant);
    const keys: string[] = [];
    for (let hour = Math.floor(from / HOUR_MS); hour <= hourOfId(until); hour++) {
      for (const name of await this.store.list(`${folder}/${hour}`)) {
        const [, first, last] = FILE.exec(name) ?? [];
        if (first === undefined || last === undefined) continue;
        if (first <= until && timeOfId(last) >= from) keys.push(`${folder}/${hour}/${name}`);
      }
    }
    return keys;
  }

  /** Removes files whose last event came before a time, epoch milliseconds. @returns how many hours went */
  async expire(before: number): Promise<number> {
    let removed = 0;
    for (const tenant of await this.store.list(SESSIONS)) {
      const folder = sessionObjects.events(tenant);
      for (const hour of await this.store.list(folder)) {
        if ((Number(hour) + 1) * HOUR_MS > before) continue;
        await this.store.deletePrefix(`${folder}/${hour}`);
        removed++;
      }
    }
    return removed;
  }
}
