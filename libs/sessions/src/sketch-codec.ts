import type { SessionAggregate, TopRow } from '@sluice/detection';
import type { LiveVerdict } from './live-session';
import { paddedId } from './stream-id';
import { decodeVerdict } from './verdict-codec';

/** A sketch as the scripts give it. */
export interface Sketch {
  readonly aggregate: SessionAggregate;
  readonly userId: string | null;
  readonly model: string;
  readonly lastSeenAt: number;
  readonly closedAt: number | null;
  readonly sessions: number;
  readonly lastEvent: string | null;
  readonly raisedTo: number;
  readonly beganAt: number;
  readonly stage2: LiveVerdict | null;
  /** The event id had been counted before, so nothing changed. */
  readonly isDuplicate: boolean;
}

const NONE = '-';

/** The two arguments of RECORD_CALL that hold an aggregate: its numbers, and its top rows. */
export function encodeAggregate(aggregate: SessionAggregate): [numbers: string, topRows: string] {
  const { events, flagged, max_score, first_at, last_at, score_sum, excess_evidence, score_evidence, streak } =
    aggregate;
  const numbers = [
    ...[events, flagged, max_score, first_at ?? NONE, last_at ?? NONE],
    ...[score_sum, excess_evidence, score_evidence, streak.prefix, streak.suffix, streak.best],
  ];
  return [numbers.join('|'), aggregate.top_rows.map(({ row, score }) => `${row}:${score.toFixed(7)}`).join(',')];
}

/** @throws Error when Redis answers with something else */
export function decodeSketch(reply: unknown): Sketch {
  if (!Array.isArray(reply) || reply.length !== 12) throw new Error('Redis gave a live session of another shape.');
  const [duplicate, numbers, top, user, model, seen, closed, sessions, lastEvent, raised, began, stage2] =
    reply.map(String);
  return {
    aggregate: decodeAggregate(numbers ?? '', top ?? ''),
    userId: user === undefined || user === '' ? null : user,
    model: model ?? '',
    lastSeenAt: Number(seen),
    closedAt: Number(closed) === 0 ? null : Number(closed),
    sessions: Number(sessions),
    lastEvent: paddedId(lastEvent ?? '') || null,
    raisedTo: Number(raised),
    beganAt: Number(began),
    stage2: decodeVerdict(stage2 ?? ''),
    isDuplicate: duplicate === '1',
  };
}

/** What `encodeAggregate` made. */
export function decodeAggregate(numbers: string, top: string): SessionAggregate {
  const parts = numbers.split('|');
  const number = (index: number): number => Number(parts[index] ?? NaN);
  const time = (index: number): number | null => (parts[index] === NONE ? null : number(index));
  const events = number(0);
  return {
    events,
    flagged: number(1),
    max_score: number(2),
    first_at: time(3),
    last_at: time(4),
    score_sum: number(5),
    excess_evidence: number(6),
    score_evidence: number(7),
    streak: { length: events, prefix: number(8), suffix: number(9), best: number(10) },
    top_rows: top === '' ? [] : top.split(',').map(topRow),
  };
}

function topRow(text: string): TopRow {
  const [row, score] = text.split(':');
  return { row: Number(row), score: Number(score) };
}
