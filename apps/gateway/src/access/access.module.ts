import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { KeyLedger, KeyMirror, KeyTable } from '@sluice/access';
import { LOGGER, type Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import type { Logger } from 'pino';
import { AuditModule } from '../audit/audit.module';
import { CONFIG } from '../http/config.token';
import { connectAside } from '../store/aside-redis';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { Authenticator } from './authenticator';
import { FollowKeys } from './follow-keys';
import { KeysController } from './keys.controller';
import { KEYS_REDIS } from './keys-redis.token';
import { ManageKeys } from './manage-keys';
import { RecordStart } from './record-start';
import { refuseOpenNetwork } from './refuse-open-network';
import { seedAdminKey } from './seed-admin-key';

const COMMAND_TIMEOUT_MS = 1_000;

/** Keys: known before the first request is taken, followed while it runs, and managed by `/keys`. The guard stands on every route by http-hooks. */
@Module({
  imports: [StoreModule, AuditModule],
  controllers: [KeysController],
  providers: [
    { provide: KeyLedger, inject: [STORE], useFactory: (store: ObjectStore) => new KeyLedger(store) },
    {
      provide: KeyMirror,
      inject: [KeyLedger, KeyTable],
      useFactory: (ledger: KeyLedger, table: KeyTable) => new KeyMirror(ledger, table),
    },
    {
      provide: KEYS_REDIS,
      inject: [CONFIG, LOGGER],
      useFactory: (config: Config, log: Logger) =>
        connectAside(config, log, COMMAND_TIMEOUT_MS, 'changes of keys are seen within seconds'),
    },
    FollowKeys,
    ManageKeys,
    RecordStart,
  ],
})
export class AccessModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly ledger: KeyLedger,
    private readonly callers: Authenticator,
    private readonly follow: FollowKeys,
    private readonly record: RecordStart,
  ) {}

  async onModuleInit(): Promise<void> {
    const { adminKeyFile } = this.config;
    await this.follow.start();
    await this.callers.tokens?.keys.start();
    if (adminKeyFile !== null) {
      const planted = await seedAdminKey(adminKeyFile, this.ledger, this.callers.keys.isOpen);
      if (planted !== null) await this.record.planted(planted);
      await this.follow.look();
    }
    refuseOpenNetwork(this.config, this.callers.isOpen);
    if (this.callers.isOpen) await this.record.open();
  }

  onApplicationShutdown(): void {
    this.callers.tokens?.keys.stop();
  }
}
