import type { ObjectStore } from '@sluice/storage';
import { RECORDS } from './audit-keys';

/** One object of the chain: some records, one a line. */
export interface Block {
  /** `<folder>/<name>` below the root of the records. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** All blocks in the order of their names. Throws what the store does. */
export async function* readBlocks(store: ObjectStore): AsyncGenerator<Block> {
  for (const folder of await store.list(RECORDS)) {
    for (const name of await store.list(`${RECORDS}/${folder}`)) {
      const bytes = await store.get(`${RECORDS}/${folder}/${name}`);
      // Somebody deletes while we read: the record that follows tells.
      if (bytes !== null) yield { name: `${folder}/${name}`, bytes };
    }
  }
}

/** Backwards from the one that holds the record before `seq`. Throws what the store does. */
export async function* readBlocksBefore(store: ObjectStore, seq: number): AsyncGenerator<Block> {
  for (const folder of (await store.list(RECORDS)).reverse()) {
    for (const name of (await store.list(`${RECORDS}/${folder}`)).reverse()) {
      if (Number(name) >= seq) continue;
      const bytes = await store.get(`${RECORDS}/${folder}/${name}`);
      if (bytes !== null) yield { name: `${folder}/${name}`, bytes };
    }
  }
}
