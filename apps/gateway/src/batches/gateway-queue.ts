import { join } from 'node:path';
import { BatchQueue, DuckDb } from '@sluice/batches';
import { connectRedis, processFolder, StartError, type Config } from '@sluice/platform';
import type { Logger } from 'pino';

/** The gateway only reads heads and final tables; a worker sorts. */
const DUCKDB_MEMORY_MB = 128;
const QUIET_MS = 30_000;

export async function openTables({ dataDir }: Config): Promise<DuckDb> {
  const tempDirectory = await processFolder(join(dataDir, 'spill-gateway'));
  return new DuckDb({ tempDirectory, memoryLimitMb: DUCKDB_MEMORY_MB });
}

/** The producer of the gateway. While Redis is away it logs one line every half minute, not one per attempt. */
export function openGatewayQueue({ redisUrl }: Config, log: Logger): BatchQueue {
  if (redisUrl === null) throw new StartError('A gateway needs REDIS_URL. Use npm start for the whole system.');
  let quietUntil = 0;
  return new BatchQueue(connectRedis(redisUrl, 'producer'), (err) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + QUIET_MS;
    log.warn({ err }, 'Redis is not reachable; batches are accepted and wait');
  });
}
