import { SluiceError, type ErrorCode } from '@sluice/contracts';
import type { AuditChain } from './audit-chain';
import type { AuditEntry } from './audit-record';
import type { JsonObject } from './canonical-json';

const STORE_FAILURES: ReadonlySet<ErrorCode> = new Set(['STORE_UNAVAILABLE', 'STORAGE_FULL']);

/** An act before anybody knows what came of it. */
export type Act = Omit<AuditEntry, 'outcome' | 'detail'>;

/**
 * Does something that must not happen unrecorded: `begun` is written first, then what came of it.
 * @param describe what to keep of the result; never a secret
 * @throws what the act does, or what the store does; without its `begun` the act is not done
 */
export async function recordAct<T>(
  chain: AuditChain,
  act: Act,
  run: () => Promise<T>,
  describe: (result: T) => JsonObject = () => ({}),
): Promise<T> {
  await chain.append({ ...act, outcome: 'begun', detail: {} });
  let result: T;
  try {
    result = await run();
  } catch (error) {
    await chain.append({ ...act, ...outcomeOf(error) });
    throw error;
  }
  await chain.append({ ...act, outcome: 'done', detail: describe(result) });
  return result;
}

/** What the store or the network did may have happened all the same. */
function outcomeOf(error: unknown): Pick<AuditEntry, 'outcome' | 'detail'> {
  const code = error instanceof SluiceError ? error.code : null;
  if (code !== null && !STORE_FAILURES.has(code)) return { outcome: 'refused', detail: { code } };
  return { outcome: 'failed', detail: { error: error instanceof Error ? error.name : 'unknown' } };
}
