import { join } from 'node:path';
import { KeyLedger, KEYS_CHANNEL } from '@sluice/access';
import { loadConfig, privateRedisUrl, reachRedis } from '@sluice/platform';
import { openStore } from '@sluice/storage';

const TELL_WITHIN_MS = 1_000;

/** The keys of the system that the settings name, whether it runs or not. */
export interface KeySystem {
  readonly ledger: KeyLedger;
  /** Tells the processes that run; without Redis they see it within seconds. */
  readonly announce: () => Promise<void>;
}

/** The system of BLOB_URL and REDIS_URL; without them, that of DATA_DIR. @throws what the store does */
export async function openKeySystem(): Promise<KeySystem> {
  const config = loadConfig();
  const url = config.redisUrl ?? privateRedisUrl(join(config.dataDir, 'redis'));
  const announce = async (): Promise<void> => {
    if (url === null) return;
    const publish = reachRedis(url, { timeoutMs: TELL_WITHIN_MS }, (redis) => redis.publish(KEYS_CHANNEL, ''));
    await publish.catch(() => undefined);
  };
  return { ledger: new KeyLedger(await openStore(config)), announce };
}
