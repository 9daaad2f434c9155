import type { Action, SessionAggregate } from '@sluice/detection';

/** One call of a client that belongs to a session: the scores of its rows, in order. */
export interface LiveCall {
  readonly tenant: string;
  readonly sessionId: string;
  readonly userId: string | null;
  /** Counts once in its session; null: every call counts. */
  readonly eventId: string | null;
  /** Aggregate of the call's rows; their numbers count from 1. */
  readonly aggregate: SessionAggregate;
  /** Model that scored the rows: it decides which verdict the session gets. */
  readonly model: string;
  /** What stage 2 needs to judge the session again: JSON, or null when events are not kept. */
  readonly event: string | null;
}

/** What is known of a live session. Rows of `aggregate` are numbered from 1 in the order in which they came. */
export interface LiveSession {
  readonly sessionId: string;
  readonly userId: string | null;
  readonly aggregate: SessionAggregate;
  readonly model: string;
  /** Epoch milliseconds by the clock of Redis. */
  readonly lastSeenAt: number;
  /** When the session was closed by hand, and nothing came since. */
  readonly closedAt: number | null;
  /** Padded id of its last event that was kept for stage 2; null when none was. */
  readonly lastEvent: string | null;
  /** Place in ACTIONS of the highest band that stage 2 was told of, 0 at first. */
  readonly raisedTo: number;
  /** When it was first seen, epoch milliseconds by the clock of Redis. */
  readonly beganAt: number;
  readonly stage2: LiveVerdict | null;
}

/** What the object store tells of a session. */
export type ForgottenSession = Pick<LiveSession, 'sessionId' | 'userId' | 'model' | 'beganAt'> & {
  readonly lastEvent: string;
};

/** Why stage 2 did not score the rows of a session again: they ended worker after worker, or it failed every time. */
export const UNSCORED = ['WORKER_DIED', 'FAILED'] as const;

export type Unscored = (typeof UNSCORED)[number];

/** The verdict of stage 2 on a session, as far as lists of sessions show it. */
export interface LiveVerdict {
  /** Padded id of the last event that it covers. */
  readonly until: string;
  /** `name@version` of the model that scored the rows again. */
  readonly model: string;
  readonly events: number;
  readonly flagged: number;
  readonly max_score: number;
  readonly risk: number;
  readonly action: Action;
  /** Of stage 2, less what the sketch said when the session was taken. */
  readonly risk_gap: number;
  readonly events_gap: number;
  /** Events were lost, or the sketch was: the two do not speak of the same rows. */
  readonly degraded: boolean;
  /** The model of stage 2 could not be had: that of stage 1 scored rows again. */
  readonly fallback: boolean;
  /** The rows could not be scored again, so the numbers are those of stage 1; null: they were. */
  readonly unscored: Unscored | null;
  /** Epoch milliseconds. */
  readonly judged_at: number;
}

/** What is known of a user over all live sessions. */
export interface LiveUser {
  readonly userId: string;
  readonly sessions: number;
  readonly aggregate: SessionAggregate;
  readonly model: string;
}
