import type { ObjectStore } from '@sluice/storage';
import { StartError } from '../shutdown/start-error';

const KEY = '{sluice}:store';

/** Anything with these two commands. */
export interface IdentityRedis {
  setnx(key: string, value: string): Promise<number>;
  get(key: string): Promise<string | null>;
}

/**
 * All processes on one Redis must use one object store: jobs are references into it. The first process writes the store's identity into Redis, and
 * after a flush any does.
 * @throws StartError when this process has another store
 */
export async function checkStoreIdentity(redis: IdentityRedis, store: ObjectStore): Promise<void> {
  const identity = await store.identity();
  await redis.setnx(KEY, identity);
  if ((await redis.get(KEY)) === identity) return;
  throw new StartError(
    'This Redis belongs to another object store. Give every process the same BLOB_URL (or DATA_DIR), or use a Redis of its own; ' +
      `after moving a store on purpose, delete the key ${KEY}.`,
  );
}
