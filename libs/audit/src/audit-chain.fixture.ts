import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFolder, type ObjectStore } from '@sluice/storage';
import type { AuditEntry } from './audit-record';

export interface StoreFolder {
  /** Where the objects lie. */
  readonly path: string;
  readonly store: ObjectStore;
  remove(): Promise<void>;
}

export async function storeFolder(): Promise<StoreFolder> {
  const path = await mkdtemp(join(tmpdir(), 'sluice-audit-'));
  return { path, store: await openFolder(path), remove: () => rm(path, { recursive: true, force: true }) };
}

export function anEntry(more: Partial<AuditEntry> = {}): AuditEntry {
  return {
    ...{ actor: 'open', tenant: 'local', action: 'key.create', target: 'a key' },
    ...{ outcome: 'done', request_id: '01M8F4S65EN2TGKY05RZNJN5TG', detail: { name: 'Zoë "of" tests', n: 0.1 } },
    ...more,
  };
}
