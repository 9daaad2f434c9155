import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AuditChain, type AuditEntry } from '@sluice/audit';
import { LOGGER } from '@sluice/platform';
import type { Logger } from 'pino';
import { RefusedCallers } from './refused-callers';

const ROUND_MS = 60_000;
/** Entries that wait for a store that is away; a rollback or a start each is one. */
const MOST_WAITING = 1_000;

/** Records what nobody waits for: refused callers, each minute, and what the gateway does by itself. Goes on trying while the store is away. */
@Injectable()
export class AuditNotes implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private waiting: AuditEntry[] = [];
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(LOGGER) private readonly log: Logger,
    private readonly chain: AuditChain,
    private readonly refused: RefusedCallers,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), ROUND_MS).unref();
  }

  /** Comes after the last answer. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** Writes it now; when that fails, with the next round. Never throws. */
  note(entry: AuditEntry): Promise<void> {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(entry);
    else this.log.error({ action: entry.action }, 'not recorded: too much waits for the audit chain');
    return this.flush();
  }

  private flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    const entries = this.waiting.concat(this.waiting.length < MOST_WAITING ? this.refused.take() : []);
    this.waiting = [];
    try {
      await this.chain.append(...entries);
    } catch (err) {
      this.log.error({ err, entries: entries.length }, 'the audit chain cannot be written; the next round tries again');
      this.waiting = entries.concat(this.waiting);
    }
  }
}
