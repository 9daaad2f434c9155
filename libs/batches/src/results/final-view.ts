import { createHash } from 'node:crypto';
import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import type { BatchLedger } from '../records/batch-ledger';
import type { BatchManifest } from '../records/batch-manifest';
import type { BatchOutcome } from '../records/batch-records';
import { viewColumns, type ResultView, type ViewColumn } from '../tables/result-format';

/** A view of a batch that has ended: a table that never changes. A retry makes other ones, under other keys. */
export interface FinalView {
  readonly view: ResultView;
  /** Key of the Parquet table. */
  readonly table: string;
  readonly columns: readonly ViewColumn[];
  /** Key of what is made of the table and may be forgotten: it goes with the table. */
  readonly derived: (name: string) => string;
}

/** @throws SluiceError BATCH_CONFLICT when the batch has no tables, or none any more */
export async function tablesOf(
  ledger: BatchLedger,
  outcome: BatchOutcome,
): Promise<NonNullable<BatchOutcome['tables']>> {
  if (await ledger.isExpired())
    throw new SluiceError('BATCH_CONFLICT', 'The batch has expired and its results are deleted.');
  if (outcome.tables !== null) return outcome.tables;
  throw new SluiceError('BATCH_CONFLICT', `The batch ended as ${outcome.state} without results. Its status says why.`);
}

/** @throws SluiceError BATCH_CONFLICT */
export async function finalView(
  ledger: BatchLedger,
  { mapping }: BatchManifest,
  outcome: BatchOutcome,
  view: ResultView,
): Promise<FinalView> {
  const tables = await tablesOf(ledger, outcome);
  return {
    view,
    table: tables[view],
    columns: viewColumns(view, mapping.kept),
    derived: (name) => ledger.keys.attempt(outcome.attempt, `derived/${name}`),
  };
}

/** A short name of what was made of all of these; fits into a key, an ETag and a cursor. */
export function tagOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Streams the SHA-256 of an object, in base64, and its length. */
export async function digestOf(store: ObjectStore, key: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of await store.read(key)) {
    // A store's stream has no encoding set.
    const some = part as Buffer;
    hash.update(some);
    bytes += some.length;
  }
  return { bytes, sha256: hash.digest('base64') };
}
