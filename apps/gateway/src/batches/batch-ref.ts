import type { BatchRef } from '@sluice/batches';
import { isId, LOCAL_TENANT, SluiceError } from '@sluice/contracts';

/**
 * Nothing that is no id of ours reaches the store.
 * @throws SluiceError BATCH_NOT_FOUND
 */
export function batchRef(id: string): BatchRef {
  if (isId(id)) return { tenant: LOCAL_TENANT, id };
  throw new SluiceError(
    'BATCH_NOT_FOUND',
    'There is no batch with this id. GET /v1/batch lists the batches there are.',
  );
}
