import { derivedId } from '@sluice/contracts';
import type { WebhookEvent } from '@sluice/webhooks';
import type { BatchManifest } from '../records/batch-manifest';
import type { BatchOutcome } from '../records/batch-records';
import { batchLinks } from './batch-links';

const time = (at: number): string => new Date(at).toISOString();

/** What whoever submitted a batch with a callback_url is told of its end; null when nobody asked. Each epoch has its own event. */
export function batchEnded(manifest: BatchManifest, outcome: BatchOutcome, epoch: number): WebhookEvent | null {
  const { tenant, id, mode, model, created_at, expires_at, callback_url: url = null } = manifest;
  if (url === null) return null;
  const { state, finished_at, counts, sessions, error } = outcome;
  return {
    tenant,
    id: derivedId(finished_at, 'batch', tenant, id, epoch),
    type: `batch.${state}`,
    url,
    at: finished_at,
    batchId: id,
    sessionId: null,
    data: {
      ...{ id, state, mode, model: model.ref },
      ...{ created_at: time(created_at), finished_at: time(finished_at), expires_at: time(expires_at) },
      ...{ counts, sessions: mode === 'sessions' ? sessions : null, error, links: batchLinks(id) },
    },
  };
}
