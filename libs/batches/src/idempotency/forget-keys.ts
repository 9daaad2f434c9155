import type { ObjectStore } from '@sluice/storage';
import { IDEMPOTENCY, latest, parseKey, parseUpload, REMEMBERED_MS } from './idempotency-records';

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
  const turn = await latest(store, `${root}/turns`, parseKey);
  const upload = await latest(store, `${root}/uploads`, parseUpload);
  const [turnEnds, uploadEnds] = [(turn?.record.at ?? 0) + REMEMBERED_MS, (upload?.record.at ?? 0) + UNUSED_AFTER_MS];
  return now > turnEnds && now > uploadEnds;
}
