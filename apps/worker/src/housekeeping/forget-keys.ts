import { IDEMPOTENCY, REMEMBERED_MS, type KeyRecord } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';

/** A key whose uploads all came to nothing. */
const UNUSED_AFTER_MS = 86_400_000;

/** Removes idempotency keys whose time is over. @returns how many */
export async function forgetKeys(store: ObjectStore, now: number): Promise<number> {
  let forgotten = 0;
  for (const tenant of await store.list(IDEMPOTENCY)) {
    for (const hash of await store.list(`${IDEMPOTENCY}/${tenant}`)) {
      const root = `${IDEMPOTENCY}/${tenant}/${hash}`;
      if (!(await isOver(store, root, now))) continue;
      await store.deletePrefix(root);
      forgotten++;
    }
  }
  return forgotten;
}

async function isOver(store: ObjectStore, root: string, now: number): Promise<boolean> {
  const turn = await latest(store, `${root}/turns`);
  if (turn !== null) return now - turn.at > REMEMBERED_MS;
  const upload = await latest(store, `${root}/uploads`);
  return upload === null || now - upload.at > UNUSED_AFTER_MS;
}

async function latest(store: ObjectStore, prefix: string): Promise<Pick<KeyRecord, 'at'> | null> {
  const number = Math.max(0, ...(await store.list(prefix)).map(Number));
  const bytes = number === 0 ? null : await store.get(`${prefix}/${number}`);
  return bytes === null ? null : (JSON.parse(bytes.toString()) as Pick<KeyRecord, 'at'>);
}
