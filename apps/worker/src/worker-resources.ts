import { join } from 'node:path';
import { AdvanceBatch, BatchQueue, DuckDb, type SessionRisks } from '@sluice/batches';
import { InferenceService, ModelMirror, sessionRisks } from '@sluice/inference';
import { redisOptions, type Config } from '@sluice/platform';
import { openStore, type ObjectStore } from '@sluice/storage';
import type { Logger } from 'pino';

/** Memory for sorting whole files; the rest spills to disk. */
const DUCKDB_MEMORY_MB = 256;

/** Everything with a life of its own that a worker holds, opened before Nest starts and closed after its processors have drained. */
export interface WorkerResources {
  readonly config: Config;
  readonly log: Logger;
  readonly redisUrl: string;
  readonly store: ObjectStore;
  readonly duckdb: DuckDb;
  readonly inference: InferenceService;
  readonly risks: SessionRisks;
  readonly queue: BatchQueue;
  readonly advance: AdvanceBatch;
}

/** @param opened the store of the configuration when the caller holds it already */
export async function openResources(
  config: Config,
  redisUrl: string,
  log: Logger,
  opened?: ObjectStore,
): Promise<WorkerResources> {
  const store = opened ?? (await openStore(config));
  const { modelsDir, modelVersions, inferenceThreads: threads } = config;
  const inference = await InferenceService.open({
    modelsDir,
    mirror: new ModelMirror(store, join(config.dataDir, 'models')),
    modelVersions,
    threads,
    mode: 'threads',
    observer: {
      mirrorFailed: (err) => {
        log.error({ err }, 'published versions cannot be looked up; those known before are used');
      },
      threadDied: (callsLost, reason) => {
        log.error({ callsLost, reason }, 'inference thread died');
      },
    },
  });
  const queue = new BatchQueue({ ...redisOptions(redisUrl, 'producer') }, (error) => {
    log.warn({ err: error }, 'queue connection');
  });
  const duckdb = new DuckDb({ tempDirectory: join(config.dataDir, 'spill'), memoryLimitMb: DUCKDB_MEMORY_MB });
  const [risks, advance] = [sessionRisks(inference), new AdvanceBatch(store, queue)];
  return { config, log, redisUrl, store, duckdb, inference, risks, queue, advance };
}

export async function closeResources({ queue, inference, duckdb }: WorkerResources): Promise<void> {
  await queue.close();
  await inference.close();
  await duckdb.close();
}
