import type { AuditChain } from './audit-chain';
import type { AuditEntry } from './audit-record';
import type { JsonObject } from './canonical-json';

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
    await chain.append({
      ...act,
      outcome: 'failed',
      detail: { error: error instanceof Error ? error.name : 'unknown' },
    });
    throw error;
  }
  await chain.append({ ...act, outcome: 'done', detail: describe(result) });
  return result;
}
