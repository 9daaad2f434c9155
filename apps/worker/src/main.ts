import 'reflect-metadata';
import type { NestApplicationContextOptions } from '@nestjs/common/interfaces/nest-application-context-options.interface';
import { NestFactory } from '@nestjs/core';
import {
  checkRedis,
  checkStoreIdentity,
  createLogger,
  loadConfig,
  NestLogger,
  notifyReady,
  onParentGone,
  reachRedis,
  runMain,
  StartError,
} from '@sluice/platform';
import { closeResources, openResources } from './worker-resources';
import { WorkerModule } from './worker.module';

const REDIS_WITHIN_MS = 30_000;

/** Starts a worker: checks what it depends on, takes jobs, and drains at SIGTERM, SIGINT, or when its supervisor is gone. */
async function main(): Promise<void> {
  const config = loadConfig();
  if (config.redisUrl === null) throw new StartError('A worker needs REDIS_URL. Use npm start for the whole system.');
  const log = createLogger(config, 'worker');
  const resources = await openResources(config, config.redisUrl, log);
  await reachRedis(config.redisUrl, { timeoutMs: REDIS_WITHIN_MS }, async (redis) => {
    await checkRedis(redis);
    await checkStoreIdentity(redis, resources.store);
  });
  const options: Readonly<NestApplicationContextOptions> = { logger: new NestLogger(log), abortOnError: false };
  const app = await NestFactory.createApplicationContext(WorkerModule.with(resources), options);
  const stop = once(async () => {
    log.info('worker draining');
    await app.close();
    await closeResources(resources);
    process.exit(0);
  });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  onParentGone(stop);
  log.info({ threads: config.inferenceThreads, queues: [...config.workerQueues] }, 'worker ready');
  notifyReady();
}

function once(work: () => Promise<void>): () => void {
  let running: Promise<void> | undefined;
  return () => void (running ??= work());
}

void runMain(main);
