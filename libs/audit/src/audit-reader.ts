import type { ObjectStore } from '@sluice/storage';
import { parseRecord, type AuditRecord, type Outcome } from './audit-record';
import { readBlocks, readBlocksBefore, type Block } from './read-blocks';

/** Records that one page looks at: a rare action in a long chain takes several pages, not an endless request. */
const LOOKED_AT = 5_000;

/** What a record must be; what is not given may be anything. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly tenant?: string | undefined;
  /** RFC 3339 in UTC with milliseconds, as `at`; the first is included, the last is not. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditPage {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** Ask for what is before this number; null: that was all. */
  readonly next: number | null;
}

/** Reads the audit chain as it is: whether it is whole is another question, see verifyAudit. Every method throws what the store does. */
export class AuditReader {
  constructor(private readonly store: ObjectStore) {}

  /** Of the records before `before`, the newest that fit. May be short of the limit while there is a next page. */
  async page(before: number, limit: number, filter: AuditFilter = {}): Promise<AuditPage> {
    const records: AuditRecord[] = [];
    let looked = 0;
    for await (const block of readBlocksBefore(this.store, before)) {
      for (const record of recordsOf(block).reverse()) {
        if (record.seq >= before) continue;
        looked++;
        if (fits(record, filter)) records.push(record);
        if (records.length === limit || looked === LOOKED_AT) {
          return { records, next: record.seq > 1 ? record.seq : null };
        }
      }
    }
    return { records, next: null };
  }

  /** Oldest first. */
  async *all(filter: AuditFilter = {}): AsyncGenerator<AuditRecord> {
    for await (const block of readBlocks(this.store)) {
      for (const record of recordsOf(block)) if (fits(record, filter)) yield record;
    }
  }
}

function recordsOf({ bytes }: Block): AuditRecord[] {
  const records = bytes.toString().split('\n').map(parseRecord);
  return records.filter((record) => record !== null);
}

function fits(record: AuditRecord, { from, to, ...wanted }: AuditFilter): boolean {
  if ((from !== undefined && record.at < from) || (to !== undefined && record.at >= to)) return false;
  return (['actor', 'action', 'outcome', 'tenant'] as const).every(
    (name) => wanted[name] === undefined || wanted[name] === record[name],
  );
}
