import { ACTIONS } from '@sluice/detection';
import { UNSCORED, type LiveVerdict, type Unscored } from './live-session';
import { idOfParts, partsOfId } from './stream-id';

const PARTS = 12;
const [DEGRADED, FALLBACK] = [1, 2];
/** A bit of its own for each reason in UNSCORED. */
const FIRST_UNSCORED = 4;
/** Scores, risks and gaps have 7 decimals, as scores have. */
const ONE = 1e7;

/** Rounds as scores are rounded. */
export function roundRisk(risk: number): number {
  return Math.round(risk * ONE) / ONE;
}

/** A verdict for the scripts, which keep its parts: numbers, short ones, for there are a million of them. */
export function encodeVerdict(verdict: LiveVerdict): string {
  const {
    until,
    model,
    events,
    flagged,
    max_score,
    risk,
    action,
    risk_gap,
    events_gap,
    degraded,
    fallback,
    unscored,
    judged_at,
  } = verdict;
  const [score, scaledRisk, gap] = [max_score, risk, risk_gap].map((value) => Math.round(value * ONE));
  const numbers = [
    events,
    flagged,
    score,
    scaledRisk,
    ACTIONS.indexOf(action),
    gap,
    events_gap,
    (degraded ? DEGRADED : 0) + (fallback ? FALLBACK : 0) + (unscored === null ? 0 : bitOf(unscored)),
  ];
  return [...partsOfId(until), model, ...numbers, judged_at].join('|');
}

/** What `encodeVerdict` made; null for "" and for anything else. */
export function decodeVerdict(text: string): LiveVerdict | null {
  const parts = text.split('|');
  const model = parts[2];
  if (model === undefined || parts.length !== PARTS) return null;
  const number = (index: number): number => Number(parts[index]);
  return {
    until: idOfParts(number(0), number(1)),
    model,
    events: number(3),
    flagged: number(4),
    max_score: number(5) / ONE,
    risk: number(6) / ONE,
    action: ACTIONS[number(7)] ?? 'allow',
    risk_gap: number(8) / ONE,
    events_gap: number(9),
    degraded: (number(10) & DEGRADED) !== 0,
    fallback: (number(10) & FALLBACK) !== 0,
    unscored: UNSCORED.find((reason) => (number(10) & bitOf(reason)) !== 0) ?? null,
    judged_at: number(11),
  };
}

function bitOf(reason: Unscored): number {
  return FIRST_UNSCORED << UNSCORED.indexOf(reason);
}
