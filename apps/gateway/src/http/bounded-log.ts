import type { Logger } from 'pino';
import type { ErrorLineQuota } from './error-line-quota';

/** Logs what may go wrong in every request, up to a quota; the next line tells how many were left out. */
export class BoundedLog {
  constructor(
    private readonly logger: Logger,
    private readonly quota: ErrorLineQuota,
  ) {}

  warn(fields: object, message: string): void {
    const suppressed = this.quota.take(Date.now());
    if (suppressed !== null) this.logger.warn({ ...fields, suppressed }, message);
  }
}
