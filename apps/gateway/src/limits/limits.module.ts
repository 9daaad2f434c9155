import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LimitStorage, type LimitsRedis } from '@sluice/limits';
import { LOGGER, RedisBreaker, type Config } from '@sluice/platform';
import type { Logger } from 'pino';
import { SignatureCheck } from '../access/signature-check';
import { CONFIG } from '../http/config.token';
import { connectAside } from '../store/aside-redis';
import { AddressBlocks } from './address-blocks';
import { BlockedAddresses } from './blocked-addresses';
import { BlockedAddressesController } from './blocked-addresses.controller';
import { LIMITS_REDIS } from './limits-redis.token';

/** After it a command is given up for good. Requests wait as long as LIMIT_TIMEOUT_MS says, but do not give up for being busy themselves. */
const COMMAND_TIMEOUT_MS = 10_000;

/** Limits of requests as all gateway processes share them, and the addresses that they block. They are checked by the hooks of every route. */
@Module({
  controllers: [BlockedAddressesController],
  providers: [
    {
      provide: LIMITS_REDIS,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, log: Logger): LimitsRedis => {
        const timeoutMs = Math.max(COMMAND_TIMEOUT_MS, config.limits.timeoutMs);
        const redis = connectAside(config, log, timeoutMs, 'each process keeps its share of the limits');
        return { redis, breaker: new RedisBreaker(redis) };
      },
    },
    {
      provide: BlockedAddresses,
      inject: [LIMITS_REDIS],
      useFactory: ({ redis, breaker }: LimitsRedis) => new BlockedAddresses(redis, breaker),
    },
  ],
})
export class LimitsModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(LIMITS_REDIS) private readonly connection: LimitsRedis,
    private readonly storage: LimitStorage,
    private readonly blocks: AddressBlocks,
    private readonly blocked: BlockedAddresses,
    private readonly signatures: SignatureCheck,
  ) {}

  onModuleInit(): void {
    this.storage.connect(this.connection);
    this.signatures.nonces.connect(this.connection);
    this.blocks.keepIn(this.blocked);
    if (this.blocks.isOn) this.blocked.start();
  }

  /** Only now: until the server is closed, requests in flight need it. */
  onApplicationShutdown(): void {
    this.blocked.stop();
    this.connection.breaker.close();
    this.connection.redis.disconnect();
  }
}
