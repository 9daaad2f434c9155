import { Inject, Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { Action } from '@sluice/detection';
import { liveVerdict, VerdictRecords, type LiveSession, type LiveSessions, type SeenCursor } from '@sluice/sessions';
import type { ObjectStore } from '@sluice/storage';
import { STORE } from '../store/store.token';
import { LIVE_SESSIONS } from './live-sessions.token';
import { SessionJudge } from './session-judge';
import { encodeCursor, recordedView, sessionView, userView, type SessionView, type UserView } from './session-view';
import { missingSession, missingUser } from './missing-session';

/** Sessions that one call reads at most while it looks for those of one action. */
const MOST_READ = 5_000;
const READ_AT_ONCE = 500;

export interface SessionsPage {
  readonly sessions: readonly SessionView[];
  /** null after the last page. A page may be short, or empty, and still have a next one. */
  readonly next_cursor: string | null;
}

/**
 * Reads live sessions and users. Redis holds them: without it there is nothing to read, and the answer says so. Of a session that Redis forgot there is what
 * stage 2 said.
 */
@Injectable()
export class FindSessions {
  private readonly records: VerdictRecords;

  constructor(
    @Inject(LIVE_SESSIONS) private readonly live: LiveSessions,
    @Inject(STORE) store: ObjectStore,
    private readonly judge: SessionJudge,
  ) {
    this.records = new VerdictRecords(store);
  }

  /** @throws SluiceError SESSION_NOT_FOUND, SESSIONS_UNAVAILABLE, STORE_UNAVAILABLE */
  async one(tenant: string, sessionId: string): Promise<SessionView> {
    const session = await reach(() => this.live.find(tenant, sessionId));
    if (session?.stage2) return this.viewOf(session);
    const record = await this.records.latest(tenant, sessionId);
    if (record === null) return this.viewOf(session);
    return session === null ? recordedView(record) : this.viewOf({ ...session, stage2: liveVerdict(record) });
  }

  /** @throws SluiceError SESSION_NOT_FOUND, SESSIONS_UNAVAILABLE */
  async close(tenant: string, sessionId: string): Promise<SessionView> {
    return this.viewOf(await reach(() => this.live.close(tenant, sessionId)));
  }

  /** @throws SluiceError USER_NOT_FOUND, SESSIONS_UNAVAILABLE */
  async user(tenant: string, userId: string): Promise<UserView> {
    const user = await reach(() => this.live.findUser(tenant, userId));
    if (user === null) throw missingUser();
    return userView(user, await this.judge.verdict(user.aggregate, user.model));
  }

  /** Latest first. @throws SluiceError SESSIONS_UNAVAILABLE */
  async page(
    tenant: string,
    limit: number,
    action: Action | undefined,
    after: SeenCursor | null,
  ): Promise<SessionsPage> {
    const found: SessionView[] = [];
    let cursor = after;
    for (let read = 0; read < MOST_READ;) {
      const from = cursor;
      const some = await reach(() => this.live.list(tenant, READ_AT_ONCE, from));
      read += READ_AT_ONCE;
      for (const session of some) {
        const view = await this.viewOf(session);
        if (action === undefined || view.action === action) found.push(view);
        cursor = { seenAt: session.lastSeenAt, sessionId: session.sessionId };
        if (found.length === limit) return { sessions: found, next_cursor: encodeCursor(cursor) };
      }
      if (some.length < READ_AT_ONCE) return { sessions: found, next_cursor: null };
    }
    return { sessions: found, next_cursor: cursor && encodeCursor(cursor) };
  }

  private async viewOf(session: LiveSession | null): Promise<SessionView> {
    if (session === null) throw missingSession();
    return sessionView(session, await this.judge.verdict(session.aggregate, session.model), session.stage2);
  }
}

async function reach<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw new SluiceError('SESSIONS_UNAVAILABLE', 'Redis, which holds the live sessions, does not answer.', { cause });
  }
}
