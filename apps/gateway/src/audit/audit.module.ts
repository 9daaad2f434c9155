import { Module } from '@nestjs/common';
import { AuditChain, AuditReader } from '@sluice/audit';
import type { ObjectStore } from '@sluice/storage';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { AuditController } from './audit.controller';
import { AuditNotes } from './audit-notes';

/** The audit chain, for every module with a route that is `@Audited`, and `GET /audit`. */
@Module({
  imports: [StoreModule],
  controllers: [AuditController],
  providers: [
    { provide: AuditChain, inject: [STORE], useFactory: (store: ObjectStore) => new AuditChain(store) },
    { provide: AuditReader, inject: [STORE], useFactory: (store: ObjectStore) => new AuditReader(store) },
    AuditNotes,
  ],
  exports: [AuditChain, AuditNotes],
})
export class AuditModule {}
