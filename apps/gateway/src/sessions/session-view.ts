import type { Action, SessionVerdict } from '@sluice/detection';
import type { LiveSession, LiveUser, SeenCursor } from '@sluice/sessions';

/** A live session, as api.md has it. Times in RFC 3339. */
export interface SessionView {
  readonly session_id: string;
  readonly user_id: string | null;
  readonly events: number;
  readonly flagged: number;
  readonly max_score: number;
  readonly risk: number;
  readonly action: Action;
  readonly first_at: string | null;
  readonly last_at: string | null;
  /** When it was closed by hand, and nothing came since. */
  readonly closed_at: string | null;
  /** The verdict of stage 2; null until there is one. */
  readonly stage2: null;
}

export interface UserView {
  readonly user_id: string;
  readonly sessions: number;
  readonly events: number;
  readonly flagged: number;
  readonly risk: number;
  readonly first_at: string | null;
  readonly last_at: string | null;
}

export function sessionView({ sessionId, userId, closedAt }: LiveSession, verdict: SessionVerdict): SessionView {
  const { events, flagged, max_score, risk, action, first_at, last_at } = verdict;
  return {
    ...{ session_id: sessionId, user_id: userId, events, flagged, max_score, risk, action },
    ...{ first_at: time(first_at), last_at: time(last_at), closed_at: time(closedAt), stage2: null },
  };
}

export function userView({ userId, sessions }: LiveUser, verdict: SessionVerdict): UserView {
  const { events, flagged, risk, first_at, last_at } = verdict;
  return { user_id: userId, sessions, events, flagged, risk, first_at: time(first_at), last_at: time(last_at) };
}

/** Where the page after this session begins, in a form that a URL takes. */
export function encodeCursor({ seenAt, sessionId }: SeenCursor): string {
  return Buffer.from(`${seenAt}:${sessionId}`).toString('base64url');
}

/** undefined for what `encodeCursor` did not make. */
export function decodeCursor(cursor: string): SeenCursor | undefined {
  const [, seenAt, sessionId] =
    /^(\d{1,15}):([\x21-\x7E]{1,200})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return seenAt === undefined || sessionId === undefined ? undefined : { seenAt: Number(seenAt), sessionId };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
