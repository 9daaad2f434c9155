import { liveVerdict, sessionHash, type VerdictRecord } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';

/** Tells of a verdict of stage 2 that is in the object store: whoever is to hear of verdicts hears of them here, at least once each. */
export async function recordVerdict(
  { live, log }: Pick<WorkerResources, 'live' | 'log'>,
  record: VerdictRecord,
): Promise<void> {
  const verdict = liveVerdict(record);
  const isNew = await live.recordVerdict(record.tenant, record.session_id, verdict);
  const { events, risk, action, risk_gap, events_gap, degraded, model } = verdict;
  // Ids of sessions may name people: the log has the name that the session has in the object store.
  const fields = { session: sessionHash(record.session_id), model, events, risk, action };
  log.info({ ...fields, risk_gap, events_gap, degraded, isNew }, 'session judged');
}
