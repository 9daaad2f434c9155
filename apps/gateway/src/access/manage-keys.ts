import { Inject, Injectable } from '@nestjs/common';
import { KeyLedger, KEYS_CHANNEL, KeyMirror, type IssuedKey, type KeyWish, type KnownKey } from '@sluice/access';
import { LOGGER, reachRedis, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { CONFIG } from '../http/config.token';

/** Others see the change within seconds in any case. */
const TELL_WITHIN_MS = 300;

/** Changes keys: this process knows when it answers, others are told. Every method throws what the store does. */
@Injectable()
export class ManageKeys {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly log: Logger,
    private readonly ledger: KeyLedger,
    private readonly mirror: KeyMirror,
  ) {}

  list(): Promise<KnownKey[]> {
    return this.ledger.list();
  }

  /** @param by id of the key that asks */
  async create(wish: KeyWish, by: string | null): Promise<IssuedKey> {
    const issued = await this.ledger.create(wish);
    await this.changed('key created', issued.record.id, by);
    return issued;
  }

  /** @throws SluiceError KEY_NOT_FOUND, KEY_CONFLICT */
  async rotate(id: string, overlapMs: number, by: string | null): Promise<IssuedKey> {
    const issued = await this.ledger.rotate(id, overlapMs);
    await this.changed('key rotated', id, by);
    return issued;
  }

  /** @throws SluiceError KEY_NOT_FOUND */
  async revoke(id: string, by: string | null): Promise<void> {
    await this.ledger.revoke(id);
    await this.changed('key revoked', id, by);
  }

  private async changed(what: string, keyId: string, by: string | null): Promise<void> {
    this.log.info({ keyId, by }, what);
    await this.mirror.refresh();
    const { redisUrl } = this.config;
    if (redisUrl === null) return;
    await reachRedis(redisUrl, { timeoutMs: TELL_WITHIN_MS }, (redis) => redis.publish(KEYS_CHANNEL, '')).catch(
      (err: unknown) => {
        this.log.debug({ err }, 'other processes see the keys a little later');
      },
    );
  }
}
