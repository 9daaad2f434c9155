import { join } from 'node:path';
import { AdvanceBatch, BatchQueue, DuckDb, type SessionRisks } from '@sluice/batches';
import { InferenceService, ModelMirror, sessionRisks } from '@sluice/inference';
import { DailyRows, LimitStorage } from '@sluice/limits';
import {
  connectRedis,
  modelPublicKey,
  processFolder,
  RedisBreaker,
  type Config,
  type RedisRole,
} from '@sluice/platform';
import { openStore, type ObjectStore } from '@sluice/storage';
import { DueSessions, LiveSessions } from '@sluice/sessions';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { openWebhooks, type Webhooks } from './deliver-webhook/open-webhooks';

/** Memory for sorting whole files; the rest spills to disk. */
const DUCKDB_MEMORY_MB = 192;

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
  /** Of live sessions, and of housekeeping. */
  readonly redis: Redis;
  /** Of `redis`, for what goes without it. */
  readonly breaker: RedisBreaker;
  /** Rows of a key in a day; null: there is no quota. */
  readonly rows: DailyRows | null;
  readonly live: LiveSessions;
  readonly due: DueSessions;
  readonly webhooks: Webhooks;
}

/**
 * @param opened the store of the configuration when the caller holds it already
 * @param role of the connections, but for those on which jobs are taken: how long a late Redis is waited for
 */
export async function openResources(
  config: Config,
  redisUrl: string,
  log: Logger,
  opened?: ObjectStore,
  role: Exclude<RedisRole, 'aside'> = 'producer',
): Promise<WorkerResources> {
  const store = opened ?? (await openStore(config));
  const { modelsDir, modelVersions, inferenceThreads: threads } = config;
  const inference = await InferenceService.open({
    modelsDir,
    mirror: new ModelMirror(store, join(config.dataDir, 'models')),
    modelVersions,
    publicKey: modelPublicKey(config),
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
  const queue = new BatchQueue(connectRedis(redisUrl, role), (error) => {
    log.warn({ err: error }, 'queue connection');
  });
  const duckdb = new DuckDb({
    tempDirectory: await processFolder(join(config.dataDir, 'spill')),
    memoryLimitMb: DUCKDB_MEMORY_MB,
  });
  const [risks, advance] = [sessionRisks(inference), new AdvanceBatch(store, queue)];
  const redis = connectRedis(redisUrl, role);
  redis.on('error', (err) => {
    log.debug({ err }, 'connection of housekeeping and live sessions');
  });
  const breaker = new RedisBreaker(redis);
  const limits = new LimitStorage(1, config.limits.timeoutMs);
  limits.connect({ redis, breaker });
  const { rowsPerDay } = config.limits;
  const rows = rowsPerDay === null ? null : new DailyRows(limits, rowsPerDay);
  const live = new LiveSessions(redis, { ttlS: config.sessionTtlS, maxEvents: 0, maxEventBytes: 0 });
  const due = new DueSessions(redis, live, config.sessionQuietS * 1_000);
  const webhooks = openWebhooks(config, store, redis);
  const ofRedis = { redis, breaker, rows, live, due };
  return { config, log, redisUrl, store, duckdb, inference, risks, queue, advance, webhooks, ...ofRedis };
}

export async function closeResources({ queue, inference, duckdb, redis, breaker }: WorkerResources): Promise<void> {
  breaker.close();
  redis.disconnect();
  await queue.close();
  await inference.close();
  await duckdb.close();
}
