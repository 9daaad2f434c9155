import { Module } from '@nestjs/common';
import type { Config } from '@sluice/platform';
import { openStore } from '@sluice/storage';
import { CONFIG } from '../http/config.token';
import { STORE } from './store.token';

/** The object store of the process. */
@Module({
  providers: [{ provide: STORE, inject: [CONFIG], useFactory: (config: Config) => openStore(config) }],
  exports: [STORE],
})
export class StoreModule {}
