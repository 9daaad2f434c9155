import type { SessionAggregate } from '@sluice/detection';

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
}

/** What is known of a user over all live sessions. */
export interface LiveUser {
  readonly userId: string;
  readonly sessions: number;
  readonly aggregate: SessionAggregate;
  readonly model: string;
}
