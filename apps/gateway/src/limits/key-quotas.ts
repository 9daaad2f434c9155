import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@sluice/access';
import { SluiceError } from '@sluice/contracts';
import { DailyRows, LimitStorage } from '@sluice/limits';
import type { Config } from '@sluice/platform';
import type { FastifyReply } from 'fastify';
import { CONFIG } from '../http/config.token';
import { RatePolicy, secondsOf } from './rate-headers';

const DAY_MS = 86_400_000;
/** A batch may end at any time. */
const RUNNING_RETRY_MS = 30_000;

/** What a key may have: rows in a day, and batches at a time. Nobody has a quota while there are no keys. */
@Injectable()
export class KeyQuotas {
  private readonly rows: { readonly daily: DailyRows; readonly policy: RatePolicy } | null;
  private readonly running: { readonly most: number; readonly policy: RatePolicy } | null;

  constructor(@Inject(CONFIG) { limits }: Config, @Inject(LimitStorage) storage: LimitStorage) {
    const { rowsPerDay: rows, runningBatches: most } = limits;
    this.rows =
      rows === null
        ? null
        : {
            daily: new DailyRows(storage, rows),
            policy: new RatePolicy('rows', { limit: rows, windowMs: DAY_MS }),
          };
    this.running =
      most === null ? null : { most, policy: new RatePolicy('running-batches', { limit: most, windowMs: null }) };
  }

  /** Counts rows that are about to be scored. @throws SluiceError QUOTA_EXCEEDED when fewer are left: none is counted then */
  async takeRows({ keyId }: Principal, rows: number, reply: FastifyReply): Promise<void> {
    if (this.rows === null || keyId === null || rows === 0) return;
    const verdict = await this.rows.daily.take(keyId, rows);
    if (!verdict.allowed) throw exceeded(reply, this.rows.policy, verdict, ROWS);
  }

  /**
   * Before a batch is taken in. Its rows are not known yet: the worker that plans it counts them.
   * @param countRunning batches of the key that have not ended
   * @throws SluiceError QUOTA_EXCEEDED when no row is left, or too many batches are running
   */
  async beforeBatch(
    { keyId, tenant }: Principal,
    countRunning: (tenant: string, keyId: string) => Promise<number>,
    reply: FastifyReply,
  ): Promise<void> {
    if (keyId === null) return;
    if (this.rows !== null) {
      const verdict = await this.rows.daily.look(keyId);
      if (!verdict.allowed) throw exceeded(reply, this.rows.policy, verdict, ROWS);
    }
    if (this.running === null) return;
    const remaining = this.running.most - (await countRunning(tenant, keyId));
    if (remaining > 0) return;
    const seen = { remaining: 0, resetMs: RUNNING_RETRY_MS };
    throw exceeded(
      reply,
      this.running.policy,
      seen,
      'Too many batches of this key are running. Wait until one has ended.',
    );
  }
}

const ROWS = 'This key has used up its rows of the day. They are free again at midnight UTC.';

interface Seen {
  readonly remaining: number;
  readonly resetMs: number;
}

function exceeded(reply: FastifyReply, policy: RatePolicy, seen: Seen, detail: string): SluiceError {
  policy.tell(reply, seen);
  return new SluiceError('QUOTA_EXCEEDED', detail, { retryAfterS: Math.max(1, secondsOf(seen.resetMs)) });
}
