import multipart from '@fastify/multipart';
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  AdvanceBatch,
  BatchQueue,
  BatchReader,
  DuckDb,
  ResultReader,
  ResumableUploads,
  SummaryReader,
} from '@sluice/batches';
import { sessionRisks, type Inference } from '@sluice/inference';
import { LOGGER, type Config } from '@sluice/platform';
import type { ObjectStore } from '@sluice/storage';
import { WebhookTargets } from '@sluice/webhooks';
import type { Logger } from 'pino';
import { AuditModule } from '../audit/audit.module';
import { HealthProbes } from '../health/health-probes';
import { CONFIG } from '../http/config.token';
import { Drain } from '../http/drain';
import { INFERENCE } from '../models/inference.token';
import { KeyQuotas } from '../limits/key-quotas';
import { ModelsModule } from '../models/models.module';
import { BatchIntake } from './batch-intake';
import { BatchSources } from './batch-sources';
import { BatchesController } from './batches.controller';
import { BatchChanges } from './batch-changes';
import { BatchEvents } from './batch-events';
import { BatchEventsController } from './batch-events.controller';
import { BatchSummaryController } from './batch-summary.controller';
import { checkRedisAtStart } from './check-redis-at-start';
import { RAW_TYPES } from './file-format';
import { openGatewayQueue, openTables } from './gateway-queue';
import { PredictBatchController } from './predict-batch.controller';
import { QueueMetrics } from './queue-metrics';
import { RedisProbe } from './redis.probe';
import { ScalerController } from './scaler.controller';
import { StoreProbe } from './store.probe';
import { StoreModule } from '../store/store.module';
import { STORE } from '../store/store.token';
import { UploadsModule } from '../uploads/uploads.module';
import { SubmitBatch } from './submit-batch';
import { ValidateFile } from './validate-file';
import { CheckCallback } from '../webhooks/check-callback';

/** Intake, status and results of batches. */
@Module({
  imports: [ModelsModule, StoreModule, AuditModule, UploadsModule],
  controllers: [
    BatchesController,
    BatchEventsController,
    BatchSummaryController,
    PredictBatchController,
    ScalerController,
  ],
  providers: [
    { provide: DuckDb, inject: [CONFIG], useFactory: openTables },
    { provide: BatchQueue, inject: [CONFIG, LOGGER], useFactory: openGatewayQueue },
    { provide: BatchReader, inject: [STORE], useFactory: (store: ObjectStore) => new BatchReader(store) },
    {
      provide: BatchEvents,
      inject: [BatchReader, Drain],
      useFactory: (reader: BatchReader, drain: Drain) => new BatchEvents(reader, () => drain.draining),
    },
    {
      provide: ResultReader,
      inject: [STORE, DuckDb, INFERENCE],
      useFactory: (store: ObjectStore, duckdb: DuckDb, inference: Inference) =>
        new ResultReader(store, duckdb, sessionRisks(inference)),
    },
    {
      provide: SummaryReader,
      inject: [STORE, DuckDb],
      useFactory: (store: ObjectStore, duckdb: DuckDb) => new SummaryReader(store, duckdb),
    },
    {
      provide: BatchChanges,
      inject: [STORE, BatchQueue, BatchReader, LOGGER],
      useFactory: (store: ObjectStore, queue: BatchQueue, reader: BatchReader, log: Logger) =>
        new BatchChanges(store, reader, new AdvanceBatch(store, queue), log),
    },
    {
      provide: BatchIntake,
      inject: [CONFIG, LOGGER, STORE, DuckDb, INFERENCE, BatchQueue, BatchReader, ResultReader, KeyQuotas],
      useFactory: (
        config: Config,
        log: Logger,
        store: ObjectStore,
        duckdb: DuckDb,
        inference: Inference,
        queue: BatchQueue,
        reader: BatchReader,
        results: ResultReader,
        quotas: KeyQuotas,
      ) => {
        const { secrets, allowedHosts } = config.webhooks;
        const checkCallback = new CheckCallback(new WebhookTargets(allowedHosts), secrets.length > 0);
        const validateFile = new ValidateFile({ config, store, duckdb, inference, checkCallback });
        const given = { config, log, store, duckdb, inference, queue, validateFile, checkCallback };
        const submitBatch = new SubmitBatch(given);
        return new BatchIntake(submitBatch, validateFile, reader, results, quotas);
      },
    },
    {
      provide: BatchSources,
      inject: [ResumableUploads, CONFIG],
      useFactory: (uploads: ResumableUploads, config: Config) => new BatchSources(uploads, config),
    },
    QueueMetrics,
    RedisProbe,
    StoreProbe,
  ],
  exports: [BatchQueue],
})
export class BatchesModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly queue: BatchQueue,
    private readonly duckdb: DuckDb,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: ObjectStore,
    @Inject(LOGGER) private readonly log: Logger,
    probes: HealthProbes,
    redis: RedisProbe,
    storeProbe: StoreProbe,
  ) {
    probes.add(redis);
    probes.add(storeProbe);
  }

  /** Uploads are passed on as streams: raw bodies as they are, forms part by part. */
  async onModuleInit(): Promise<void> {
    await checkRedisAtStart(this.config, this.store, this.log);
    const fastify = this.host.httpAdapter.getInstance();
    // Not awaited: that would make the routes ready before Nest has set its error handler, and Fastify would answer in its own format.
    void fastify.register(multipart, { limits: { fileSize: this.config.http.maxUploadBytes + 1 } });
    fastify.addContentTypeParser(RAW_TYPES, (_request, payload, done) => {
      done(null, payload);
    });
  }

  /** Only now: until the server is closed, requests in flight need them. */
  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
    await this.duckdb.close();
  }
}
