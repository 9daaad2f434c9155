import type { BatchRef } from '@sluice/batches';
import { isId, SluiceError } from '@sluice/contracts';

/**
 * Nothing that is no id of ours reaches the store. The tenant is that of the caller: what belongs to somebody else is not found.
 * @throws SluiceError BATCH_NOT_FOUND
 */
export function batchRef(tenant: string, id: string): BatchRef {
  if (isId(id)) return { tenant, id };
  throw new SluiceError(
    'BATCH_NOT_FOUND',
    'There is no batch with this id. GET /v1/batch lists the batches there are.',
  );
}
