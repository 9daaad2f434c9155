import { SluiceError } from '@sluice/contracts';
import type { LimitStorage } from '@sluice/limits';
import type { LimitConfig } from '@sluice/platform';
import type { Logger } from 'pino';
import type { BlockedAddresses } from './blocked-addresses';
import { secondsOf } from './rate-headers';

/** Blocks addresses that keep sending requests which are refused, if BLOCK_AFTER asks for it. */
export class AddressBlocks {
  private list: BlockedAddresses | undefined;

  constructor(
    private readonly limits: Pick<LimitConfig, 'blockAfter' | 'blockMs'>,
    private readonly storage: LimitStorage,
    private readonly log: Logger,
  ) {}

  get isOn(): boolean {
    return this.limits.blockAfter !== null;
  }

  /** Until then nobody is blocked. */
  keepIn(list: BlockedAddresses): void {
    this.list = list;
  }

  /** @throws SluiceError ADDRESS_BLOCKED */
  check(address: string): void {
    const leftMs = (this.list?.endOf(address) ?? 0) - Date.now();
    if (leftMs <= 0) return;
    throw new SluiceError(
      'ADDRESS_BLOCKED',
      'This address has sent too many requests that were refused. Wait for Retry-After, or ask whoever runs this service to unblock it.',
      { retryAfterS: secondsOf(leftMs) },
    );
  }

  /** Counts a request that was refused. */
  async refused(address: string): Promise<void> {
    const { blockAfter, blockMs } = this.limits;
    if (blockAfter === null || this.list === undefined) return;
    const { allowed } = await this.storage.take(`refused:${address}`, blockAfter);
    if (allowed || this.list.endOf(address) > Date.now()) return;
    this.log.warn({ address, seconds: secondsOf(blockMs) }, 'address blocked');
    await this.list.block(address, Date.now() + blockMs);
  }
}
