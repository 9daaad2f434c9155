import type { ChunkCommit, ChunkResult } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';

const COMMIT = /\/chunks\/\d+\/\d+$/;

/**
 * A store broken on purpose, the negative control of every exactly-once test: a commit is no create-if-absent but an append, so the
 * rows of a second attempt come behind those of the first, and nobody hears of a conflict. All else is the store given.
 */
export function appendingStore(store: ObjectStore): ObjectStore {
  const putIfAbsent: ObjectStore['putIfAbsent'] = async (key, bytes) => {
    const created = await store.putIfAbsent(key, bytes);
    if (created || !COMMIT.test(key)) return created;
    await append(store, key, JSON.parse(bytes.toString()) as ChunkCommit);
    return true;
  };
  return Object.assign(Object.create(store) as ObjectStore, { putIfAbsent });
}

async function append(store: ObjectStore, key: string, second: ChunkCommit): Promise<void> {
  const first = await record<ChunkCommit>(store, key);
  const results = await Promise.all([first, second].map(({ result }) => record<ChunkResult>(store, result)));
  const both: ChunkResult = {
    scores: Buffer.concat(results.map(({ scores }) => Buffer.from(scores, 'base64'))).toString('base64'),
    segments: results.flatMap(({ segments }) => segments),
  };
  const result = `${second.result}-appended`;
  await store.putIfAbsent(result, JSON.stringify(both));
  await store.delete(key);
  const commit: ChunkCommit = { ...second, result, succeeded: first.succeeded + second.succeeded };
  await store.putIfAbsent(key, JSON.stringify(commit));
}

async function record<T>(store: ObjectStore, key: string): Promise<T> {
  return JSON.parse((await store.get(key))?.toString() ?? 'null') as T;
}
