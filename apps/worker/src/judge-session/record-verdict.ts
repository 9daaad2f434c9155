import { liveVerdict, sessionHash, type VerdictRecord } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';
import { verdictEvent } from './verdict-event';

type TellResources = Pick<WorkerResources, 'live' | 'webhooks' | 'queue' | 'log'>;

/** Tells of a verdict of stage 2 that is in the object store: whoever is to hear of verdicts hears of them here, at least once each. */
export async function recordVerdict(resources: TellResources, record: VerdictRecord): Promise<void> {
  const { live, log } = resources;
  await announce(resources, record);
  const verdict = liveVerdict(record);
  const isNew = await live.recordVerdict(record.tenant, record.session_id, verdict);
  const { events, risk, action, risk_gap, events_gap, degraded, fallback, model } = verdict;
  // Ids of sessions may name people: the log has the name that the session has in the object store.
  const fields = { session: sessionHash(record.session_id), model, events, risk, action };
  log.info({ ...fields, risk_gap, events_gap, degraded, fallback, isNew }, 'session judged');
}

async function announce(
  { webhooks: { deliveries, sessionUrl }, queue }: TellResources,
  record: VerdictRecord,
): Promise<void> {
  const event = sessionUrl === null ? null : verdictEvent(record, sessionUrl);
  if (event === null || !(await deliveries.create(event))) return;
  const delivery = await deliveries.find(event);
  // What Redis does not take now, housekeeping adds.
  if (delivery !== null) await queue.addDelivery(delivery).catch(() => undefined);
}
