import type { ObjectStore } from '@sluice/storage';
import { parseCheckpoint, type AuditCheckpoint } from './audit-checkpoints';
import { CHECKPOINTS, folderOf, nameOf } from './audit-keys';
import { hashOf, lineOf, parseRecord, START, type AuditRecord, type ChainHead } from './audit-record';
import { readBlocks } from './read-blocks';

/** Enough to see what happened; a damaged chain may have millions. */
const MOST_FAULTS = 100;

export interface AuditReport {
  /** Whether every byte is as it was written. */
  readonly ok: boolean;
  readonly records: number;
  readonly checkpoints: number;
  readonly head: ChainHead;
  /** In words, the first hundred. */
  readonly faults: readonly string[];
}

/**
 * Reads the whole chain and says what is not as it was written: bytes that were changed, records that are missing, twice or in another order, and an end
 * that is missing up to the last checkpoint. Whoever can write to the store can make all of it anew; `known` finds that, and an end that is missing since.
 * @param known a head or a checkpoint that was kept elsewhere. Throws what the store does
 */
export async function verifyAudit(store: ObjectStore, known: readonly ChainHead[] = []): Promise<AuditReport> {
  const check = new ChainCheck();
  const checkpoints = await readCheckpoints(store, check);
  for (const { seq, hash } of known) check.expect(seq, hash, `record ${seq} as you know it`);
  for await (const { name, bytes } of readBlocks(store)) check.block(name, bytes);
  return check.report(checkpoints);
}

async function readCheckpoints(store: ObjectStore, check: ChainCheck): Promise<number> {
  const days = await store.list(CHECKPOINTS);
  let before: AuditCheckpoint | null = null;
  for (const day of days) {
    const bytes = await store.get(`${CHECKPOINTS}/${day}`);
    const found = bytes === null ? null : parseCheckpoint(bytes);
    if (found?.day !== day) {
      check.fault(`checkpoint ${day}: it is not as it was written`);
      continue;
    }
    if (
      found.previous_hash !== (before?.checkpoint_hash ?? START.hash) ||
      found.seq - (before?.seq ?? 0) !== found.count
    )
      check.fault(`checkpoint ${day}: the one before it is missing, or another one`);
    check.expect(found.seq, found.hash, `checkpoint ${day}`);
    before = found;
  }
  return days.length;
}

/** Follows the chain record by record, and goes on after a fault where it can. */
class ChainCheck {
  private readonly faults: string[] = [];
  private readonly expected = new Map<number, { readonly hash: string; readonly source: string }[]>();
  private head: ChainHead = START;
  private records = 0;

  fault(what: string): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push(what);
  }

  /** What the record of a number must be. */
  expect(seq: number, hash: string, source: string): void {
    this.expected.set(seq, [...(this.expected.get(seq) ?? []), { hash, source }]);
  }

  block(name: string, bytes: Buffer): void {
    const first = this.head.seq + 1;
    if (name !== `${folderOf(first)}/${nameOf(first)}`) {
      this.fault(`record ${first} is missing: next comes the object ${name}`);
      const number = Number(name.split('/')[1]);
      if (Number.isSafeInteger(number) && number > first) this.head = { seq: number - 1, hash: '' };
    }
    const text = bytes.toString();
    const isText = Buffer.from(text).equals(bytes) && text.endsWith('\n');
    if (!isText) this.fault(`record ${this.head.seq + 1} ff.: their object is not as it was written`);
    for (const line of text.replace(/\n$/, '').split('\n')) this.line(line);
  }

  report(checkpoints: number): AuditReport {
    for (const [seq, known] of this.expected)
      for (const { source } of known) this.fault(`record ${seq} is missing or another one: ${source} names it`);
    const { faults, records, head } = this;
    return { ok: faults.length === 0, records, checkpoints, head, faults };
  }

  private line(line: string): void {
    const seq = this.head.seq + 1;
    const record = parseRecord(line);
    this.records++;
    if (record === null) this.fault(`record ${seq}: it is not as it was written`);
    else this.link(record, line, seq);
    this.head = { seq, hash: record?.hash ?? '' };
    this.meet(this.head);
  }

  private link(record: AuditRecord, line: string, seq: number): void {
    const { hash, ...content } = record;
    if (lineOf(record) !== line || hashOf({ ...content }) !== hash)
      this.fault(`record ${seq}: it is not as it was written`);
    if (record.seq !== seq) this.fault(`record ${seq}: in its place is record ${record.seq}`);
    // After a fault the hash of the one before is not known.
    if (this.head.hash !== '' && record.previous_hash !== this.head.hash)
      this.fault(`record ${seq}: it does not follow the one before`);
  }

  /** A record that is as somebody knew it is expected no more. */
  private meet({ seq, hash }: ChainHead): void {
    const left = this.expected.get(seq)?.filter((known) => known.hash !== hash) ?? [];
    if (left.length === 0) this.expected.delete(seq);
    else this.expected.set(seq, left);
  }
}
