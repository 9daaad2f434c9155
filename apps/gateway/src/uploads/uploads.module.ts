import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { ResumableUploads } from '@sluice/batches';
import type { ObjectStore } from '@sluice/storage';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { PART_TYPE } from './tus-headers';
import { UploadsController } from './uploads.controller';

/** Resumable uploads, and what makes batches of them. */
@Module({
  imports: [StoreModule],
  controllers: [UploadsController],
  providers: [
    { provide: ResumableUploads, inject: [STORE], useFactory: (store: ObjectStore) => new ResumableUploads(store) },
  ],
  exports: [ResumableUploads],
})
export class UploadsModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  /** Parts are passed on as streams. */
  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addContentTypeParser(PART_TYPE, (_request, payload, done) => {
      done(null, payload);
    });
  }
}
