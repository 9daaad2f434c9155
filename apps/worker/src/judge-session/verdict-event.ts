import { derivedId } from '@sluice/contracts';
import type { VerdictRecord } from '@sluice/sessions';
import type { WebhookEvent } from '@sluice/webhooks';

const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What is told of a verdict of stage 2; null of one that lets the session be. */
export function verdictEvent(record: VerdictRecord, url: string): WebhookEvent | null {
  const { tenant, session_id, user_id, until, judged_at, model, verdict } = record;
  const { degraded, fallback = false, unscored = null } = record;
  const { events, flagged, max_score, risk, action, reasons, first_at, last_at } = verdict;
  if (action === 'allow') return null;
  return {
    ...{ tenant, id: derivedId(judged_at, 'session', tenant, session_id, until), type: 'session.verdict' },
    ...{ url, at: judged_at, batchId: null, sessionId: session_id },
    data: {
      ...{ session_id, user_id, action, risk, reasons, events, flagged, max_score },
      ...{ first_at: time(first_at), last_at: time(last_at), judged_at: time(judged_at), model },
      ...{ degraded, fallback, unscored },
      links: { session: `/v1/sessions/${encodeURIComponent(session_id)}` },
    },
  };
}
