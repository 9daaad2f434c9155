import type { ObjectStore } from '@sluice/storage';
import { ACTIVE } from '../records/batch-keys';
import type { BatchRef } from '../records/batch-manifest';
import type { BatchReader } from './batch-reader';
import { batchStatus } from './batch-status';

/** Batches that are counted exactly; the rest is taken to be like them. As many as fit into the time that an autoscaler waits. */
const MOST_COUNTED = 500;

/** What waits for workers. Rows of a file that nobody has read yet are an estimate. */
export interface Backlog {
  readonly batches: number;
  readonly rowsLeft: number;
  /** Of the batches that run, as they ran lately. */
  readonly rowsPerSecond: number;
  /** null when rows are left and none is being scored: nobody can tell. */
  readonly secondsToDrain: number | null;
  /** Age of the oldest batch that has not ended, 0 when there is none. */
  readonly oldestAgeSeconds: number;
}

/** @param reader remembers what it has read, so that asking again costs little */
export async function readBacklog(store: ObjectStore, reader: BatchReader, now: number): Promise<Backlog> {
  const refs = await activeBatches(store);
  let [counted, rowsLeft, rowsPerSecond, oldest] = [0, 0, 0, now];
  // Ids begin with the time of their making: the oldest come first.
  for (const ref of refs.slice(0, MOST_COUNTED)) {
    const batch = await rowsOf(reader, ref, now);
    if (batch === null) continue;
    counted++;
    rowsLeft += batch.left;
    rowsPerSecond += batch.perSecond;
    oldest = Math.min(oldest, batch.createdAt);
  }
  const others = Math.max(0, refs.length - MOST_COUNTED);
  if (counted > 0) rowsLeft = Math.round(rowsLeft * (1 + others / counted));
  return {
    batches: counted + others,
    rowsLeft,
    rowsPerSecond,
    secondsToDrain: secondsToDrain(rowsLeft, rowsPerSecond),
    oldestAgeSeconds: Math.max(0, now - oldest) / 1_000,
  };
}

async function activeBatches(store: ObjectStore): Promise<BatchRef[]> {
  const refs: BatchRef[] = [];
  for (const tenant of await store.list(ACTIVE)) {
    for (const id of await store.list(`${ACTIVE}/${tenant}`)) refs.push({ tenant, id });
  }
  return refs.sort((a, b) => (a.id < b.id ? -1 : 1));
}

interface BatchBacklog {
  readonly left: number;
  readonly perSecond: number;
  readonly createdAt: number;
}

/** null for an upload on its way, and for a batch that has ended or was deleted since it was listed. */
async function rowsOf(reader: BatchReader, ref: BatchRef, now: number): Promise<BatchBacklog | null> {
  const records = await reader.records(ref).catch(() => null);
  if (records === null || records.outcome !== null) return null;
  const { counts, processed, rowsPerSecond, createdAt } = batchStatus(records, now);
  const total = records.plan === null ? (records.manifest.input.rows_estimate ?? 0) : counts.total;
  return { left: records.cancelled ? 0 : total - processed, perSecond: rowsPerSecond ?? 0, createdAt };
}

function secondsToDrain(rowsLeft: number, rowsPerSecond: number): number | null {
  if (rowsLeft === 0) return 0;
  return rowsPerSecond === 0 ? null : Math.ceil(rowsLeft / rowsPerSecond);
}
