import { join } from 'node:path';
import { KeyLedger, KEYS_CHANNEL } from '@sluice/access';
import { AuditChain, recordAct, type JsonObject } from '@sluice/audit';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { loadConfig, privateRedisUrl, reachRedis } from '@sluice/platform';
import { openStore } from '@sluice/storage';

const TELL_WITHIN_MS = 1_000;

/** The keys of the system that the settings name, whether it runs or not. */
export interface KeySystem {
  readonly ledger: KeyLedger;
  /** Does something to the key `target` that is recorded: before, and with `detail` of its result. Throws what it does, and what the store does. */
  readonly record: <T>(
    action: string,
    target: string,
    run: () => Promise<T>,
    detail?: (result: T) => JsonObject,
  ) => Promise<T>;
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
  const store = await openStore(config);
  const chain = new AuditChain(store);
  const record: KeySystem['record'] = (action, target, run, detail) => {
    const act = { actor: 'command line', tenant: LOCAL_TENANT, action, target, request_id: newId() };
    return recordAct(chain, act, run, detail);
  };
  return { ledger: new KeyLedger(store), record, announce };
}
