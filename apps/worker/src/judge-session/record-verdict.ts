import { liveVerdict, sessionHash, VerdictRecords, type VerdictRecord } from '@sluice/sessions';
import type { DeliveryRef } from '@sluice/webhooks';
import type { WorkerResources } from '../worker-resources';
import { verdictEvent } from './verdict-event';

type TellResources = Pick<WorkerResources, 'live' | 'webhooks' | 'queue' | 'log'>;

/** Puts a verdict on record; the note that it is to be told of comes before. Of several attempts the first counts. @returns that one */
export async function putVerdict(
  { store, webhooks }: Pick<WorkerResources, 'store' | 'webhooks'>,
  record: VerdictRecord,
): Promise<VerdictRecord> {
  const { tenant, session_id, until } = record;
  const event = webhooks.sessionUrl === null ? null : verdictEvent(record, webhooks.sessionUrl);
  if (event !== null) await webhooks.deliveries.intend({ tenant, id: event.id }, { session_id, until });
  return new VerdictRecords(store).create(record);
}

/**
 * Tells of a verdict whose worker died before it did, for housekeeping. Of an attempt that was not the first there is no verdict.
 * @param source as putVerdict noted it
 */
export async function tellOfIntended(
  resources: TellResources & Pick<WorkerResources, 'store'>,
  { tenant, id }: DeliveryRef,
  source: object,
): Promise<void> {
  const { sessionUrl } = resources.webhooks;
  // Our own record, written whole or not at all.
  const { session_id, until } = source as Pick<VerdictRecord, 'session_id' | 'until'>;
  const record = await new VerdictRecords(resources.store).find(tenant, session_id, until);
  if (record === null || sessionUrl === null) return;
  if (verdictEvent(record, sessionUrl)?.id === id) await recordVerdict(resources, record);
}

/** Tells of a verdict of stage 2 that is in the object store: whoever is to hear of verdicts hears of them here, at least once each. */
export async function recordVerdict(resources: TellResources, record: VerdictRecord): Promise<void> {
  const { live, log } = resources;
  await announce(resources, record);
  const verdict = liveVerdict(record);
  const isNew = await live.recordVerdict(record.tenant, record.session_id, verdict);
  const { events, risk, action, risk_gap, events_gap, degraded, fallback, unscored, model } = verdict;
  // Ids of sessions may name people: the log has the name that the session has in the object store.
  const fields = { session: sessionHash(record.session_id), model, events, risk, action };
  if (unscored === null) log.info({ ...fields, risk_gap, events_gap, degraded, fallback, isNew }, 'session judged');
  else log.warn({ ...fields, unscored, isNew }, 'session could not be scored again, the verdict of stage 1 stays');
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
