import { Inject, Injectable } from '@nestjs/common';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { LOGGER, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { AuditNotes } from '../audit/audit-notes';
import { CONFIG } from '../http/config.token';

const BY_ITSELF = { actor: 'system', tenant: LOCAL_TENANT, outcome: 'done' } as const;

/** What a start does to who may do what, for the log and the audit chain. */
@Injectable()
export class RecordStart {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly notes: AuditNotes,
  ) {}

  /** Nobody has made a key: everybody who reaches us may do everything. */
  async open(): Promise<void> {
    const { host } = this.config.http;
    this.log.warn({ host }, 'open: there are no keys, and whoever reaches this address may do everything');
    await this.notes.note({ ...BY_ITSELF, action: 'system.open', target: host, request_id: newId(), detail: {} });
  }

  /** The key of ADMIN_KEY_FILE was taken in. */
  async planted(keyId: string): Promise<void> {
    const detail = { id: keyId, role: 'admin', name: 'ADMIN_KEY_FILE' };
    await this.notes.note({ ...BY_ITSELF, action: 'key.create', target: keyId, request_id: newId(), detail });
  }
}
