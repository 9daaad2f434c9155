import { ACTIONS } from '@sluice/detection';
import type { LiveVerdict } from './live-session';

/** A verdict as its sketch keeps it, behind the id of the last event: as short as may be, for there are a million of them. */
export function encodeVerdict(verdict: LiveVerdict): string {
  const { model, events, flagged, max_score, risk, action, risk_gap, events_gap, degraded, judged_at } = verdict;
  const place = ACTIONS.indexOf(action);
  return [model, events, flagged, max_score, risk, place, risk_gap, events_gap, degraded ? 1 : 0, judged_at].join('|');
}

/** @param text the id of the last event, `|`, and what `encodeVerdict` made; null for "" */
export function decodeVerdict(text: string): LiveVerdict | null {
  const [until, model, ...numbers] = text.split('|');
  if (until === undefined || model === undefined || numbers.length !== 9) return null;
  const number = (index: number): number => Number(numbers[index]);
  return {
    until,
    model,
    events: number(0),
    flagged: number(1),
    max_score: number(2),
    risk: number(3),
    action: ACTIONS[number(4)] ?? 'allow',
    risk_gap: number(5),
    events_gap: number(6),
    degraded: number(7) === 1,
    judged_at: number(8),
  };
}
