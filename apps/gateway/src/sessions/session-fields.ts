/** Members of a predict body that tie its rows to a session. */
export interface SessionFields {
  readonly session_id?: string;
  readonly user_id?: string;
  /** Counts once in its session. */
  readonly event_id?: string;
  /** RFC 3339; absent: now. */
  readonly occurred_at?: string;
  /** `sync`: the answer has the session; `async`: it does not wait for it. */
  readonly session?: 'sync' | 'async';
}

/** A predict call as its session sees it. */
export interface SessionCall extends SessionFields {
  readonly texts?: readonly string[];
  readonly instances?: readonly unknown[];
}

const id = { type: 'string', pattern: '^[\\x21-\\x7E]{1,200}$' };

/** For the route schema of predict. */
export const SESSION_FIELDS = {
  session_id: id,
  user_id: id,
  event_id: id,
  occurred_at: {
    type: 'string',
    pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)$',
  },
  session: { type: 'string', enum: ['sync', 'async'] },
};
