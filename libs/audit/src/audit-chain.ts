import { SluiceError } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/storage';
import { blockKey, RECORDS } from './audit-keys';
import { lineOf, linked, parseRecord, START, type AuditEntry, type ChainHead } from './audit-record';

/** Entries of one object: a megabyte at most. */
const BLOCK_ENTRIES = 500;

interface Waiting {
  readonly entries: readonly AuditEntry[];
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * The end of the audit chain, for any number of processes. The chain is a row of objects, `audit/records/…/<seq of its first record>`, each some records,
 * one a line. Whoever appends creates the object of the next number if absent: of several one wins, the others read what it wrote and try the number
 * after. So no number is taken twice and none is left out. What comes while an object is written goes into the next one together.
 */
export class AuditChain {
  private waiting: Waiting[] = [];
  private writing = false;
  private known: ChainHead | null = null;

  constructor(
    private readonly store: ObjectStore,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * Resolves when the entries are durable, in this order and side by side.
   * @throws SluiceError STORE_UNAVAILABLE, STORAGE_FULL; of these the entries may still be in the chain
   */
  append(...entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return Promise.resolve();
    return new Promise((done, failed) => {
      this.waiting.push({ entries, done, failed });
      if (!this.writing) void this.write();
    });
  }

  /** The newest record. @throws SluiceError STORE_UNAVAILABLE, also when the end of the chain cannot be read */
  async head(): Promise<ChainHead> {
    let head = this.known ?? (await this.find());
    for (let next = await this.after(head); next !== null; next = await this.after(head)) head = next;
    this.known = head;
    return head;
  }

  private async write(): Promise<void> {
    this.writing = true;
    while (this.waiting.length > 0) {
      const some = this.take();
      try {
        await this.writeBlock(some.flatMap(({ entries }) => entries));
        for (const { done } of some) done();
      } catch (error) {
        for (const { failed } of some) failed(error);
      }
    }
    this.writing = false;
  }

  private take(): Waiting[] {
    let [count, size] = [0, 0];
    for (const { entries } of this.waiting) {
      if (count > 0 && size + entries.length > BLOCK_ENTRIES) break;
      count++;
      size += entries.length;
    }
    return this.waiting.splice(0, count);
  }

  private async writeBlock(entries: readonly AuditEntry[]): Promise<void> {
    for (let head = this.known ?? (await this.head()); ;) {
      const { text, last } = blockAfter(head, entries, new Date(this.now()).toISOString());
      if (await this.store.putIfAbsent(blockKey(head.seq + 1), text)) {
        this.known = last;
        return;
      }
      const theirs = await this.after(head);
      if (theirs !== null) this.known = head = theirs;
    }
  }

  /** The end of the block that follows; null: there is none. */
  private async after(head: ChainHead): Promise<ChainHead | null> {
    const bytes = await this.store.get(blockKey(head.seq + 1));
    return bytes === null ? null : endOf(bytes, head.seq + 1);
  }

  private async find(): Promise<ChainHead> {
    const folder = (await this.store.list(RECORDS)).at(-1);
    if (folder === undefined) return START;
    const name = (await this.store.list(`${RECORDS}/${folder}`)).at(-1);
    const bytes = name === undefined ? null : await this.store.get(`${RECORDS}/${folder}/${name}`);
    return bytes === null ? START : endOf(bytes, Number(name));
  }
}

function blockAfter(
  head: ChainHead,
  entries: readonly AuditEntry[],
  at: string,
): { readonly text: string; readonly last: ChainHead } {
  let last = head;
  const lines = entries.map((entry) => {
    const record = linked(entry, last, at);
    last = record;
    return `${lineOf(record)}\n`;
  });
  return { text: lines.join(''), last: { seq: last.seq, hash: last.hash } };
}

/** Nothing is put behind a block whose end cannot be read: its number would be a guess. */
function endOf(block: Buffer, first: number): ChainHead {
  const lines = block.toString().trimEnd().split('\n');
  const record = parseRecord(lines.at(-1) ?? '');
  if (record?.seq === first + lines.length - 1) return { seq: record.seq, hash: record.hash };
  throw new SluiceError(
    'STORE_UNAVAILABLE',
    `The audit chain is damaged at record ${first}: nothing can be recorded, so nothing is changed. Run "npm run audit -- verify", and see docs/operations/audit.md.`,
  );
}
