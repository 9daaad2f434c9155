import { ACTIONS, type Action, type SessionVerdict } from '@sluice/detection';
import {
  liveVerdict,
  type LiveSession,
  type LiveUser,
  type LiveVerdict,
  type SeenCursor,
  type Unscored,
  type VerdictRecord,
} from '@sluice/sessions';

/** The verdict of stage 2, as api.md has it. */
export interface Stage2View {
  /** `name@version` that scored the rows again. */
  readonly model: string;
  readonly events: number;
  readonly flagged: number;
  readonly max_score: number;
  readonly risk: number;
  readonly action: Action;
  /** Of stage 2, less what the sketch said of the same calls. */
  readonly risk_gap: number;
  readonly events_gap: number;
  readonly degraded: boolean;
  /** The model of stage 2 could not be had: that of stage 1 scored rows again. */
  readonly fallback: boolean;
  /** Why rows could not be scored again, so that the numbers are those of stage 1; null: they were. */
  readonly unscored: Unscored | null;
  readonly judged_at: string;
}

/** A live session, as api.md has it. Times in RFC 3339. */
export interface SessionView {
  readonly session_id: string;
  readonly user_id: string | null;
  readonly events: number;
  readonly flagged: number;
  readonly max_score: number;
  /** By the sketch. */
  readonly risk: number;
  /** That of stage 2 once it has judged every row; before, the harder of the two. */
  readonly action: Action;
  readonly first_at: string | null;
  readonly last_at: string | null;
  /** When it was closed by hand, and nothing came since. */
  readonly closed_at: string | null;
  /** The verdict of stage 2; null until there is one. */
  readonly stage2: Stage2View | null;
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

/** @param stage2 of the session, wherever it was found */
export function sessionView(
  { sessionId, userId, closedAt }: Pick<LiveSession, 'sessionId' | 'userId' | 'closedAt'>,
  verdict: SessionVerdict,
  stage2: LiveVerdict | null,
): SessionView {
  const { events, flagged, max_score, risk, first_at, last_at } = verdict;
  const action = actionOf(verdict, stage2);
  return {
    ...{ session_id: sessionId, user_id: userId, events, flagged, max_score, risk, action },
    ...{ first_at: time(first_at), last_at: time(last_at), closed_at: time(closedAt), stage2: stage2View(stage2) },
  };
}

/** A session that Redis has forgotten, as it was when stage 2 judged it. */
export function recordedView(record: VerdictRecord): SessionView {
  const { session_id: sessionId, user_id: userId, sketch } = record;
  return sessionView({ sessionId, userId, closedAt: null }, sketch, liveVerdict(record));
}

function actionOf({ action, events }: SessionVerdict, stage2: LiveVerdict | null): Action {
  if (stage2 === null) return action;
  const coversAll = !stage2.degraded && stage2.events === events;
  return coversAll || ACTIONS.indexOf(stage2.action) > ACTIONS.indexOf(action) ? stage2.action : action;
}

function stage2View(stage2: LiveVerdict | null): Stage2View | null {
  if (stage2 === null) return null;
  const { model, events, flagged, max_score, risk, action, risk_gap, events_gap, degraded, fallback } = stage2;
  return {
    ...{ model, events, flagged, max_score, risk, action, risk_gap, events_gap, degraded, fallback },
    ...{ unscored: stage2.unscored, judged_at: new Date(stage2.judged_at).toISOString() },
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
