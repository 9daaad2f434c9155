import { countSessions, readSessionSpans, type SessionSpan } from '@sluice/batches';
import { EventFiles, lastIdOf, liveVerdict, timeOfId, VerdictRecords, type ForgottenSession } from '@sluice/sessions';
import type { WorkerResources } from '../worker-resources';

/** Pages of one round: what is left waits for the next, so that a million sessions do not hold up what else is to be kept. */
const MOST_PAGES = 20;
/** Sessions that DuckDB holds at once, about: 64 MB are enough for them, measured. */
const SESSIONS_AT_ONCE = 100_000;

interface Page {
  readonly tenant: string;
  readonly spans: readonly SessionSpan[];
}

/** One time of going through what was written before Redis lost its memory. */
interface Search {
  readonly since: number;
  readonly pages: AsyncGenerator<Page, void>;
  /** The next one, kept until its sessions are restored. */
  page: Page | null;
  seen: number;
  toJudge: number;
}

/**
 * Tells Redis of sessions that it has forgotten: the object store has their events. Those that stage 2 had not judged are judged though they never come again, the others are
 * in lists again with their verdicts. Once for each loss, when all of them have been quiet. It says so last: a death in between only repeats it, and a session that is known stays as it is.
 */
export class RecoverSessions {
  private readonly files: EventFiles;
  private readonly records: VerdictRecords;
  private search: Search | null = null;

  constructor(
    private readonly resources: Pick<WorkerResources, 'config' | 'store' | 'duckdb' | 'due' | 'live' | 'log'>,
  ) {
    this.files = new EventFiles(resources.store);
    this.records = new VerdictRecords(resources.store);
  }

  /** @returns how many sessions of this round are to be judged */
  async execute(): Promise<number> {
    const since = await this.resources.due.lostBefore();
    if (since !== this.search?.since) await this.stop();
    if (since === null) return 0;
    this.search ??= { since, pages: this.pages(since), page: null, seen: 0, toJudge: 0 };
    return this.goOn(this.search);
  }

  /** Lets go of what it holds between two rounds. */
  async stop(): Promise<void> {
    const { search } = this;
    this.search = null;
    await search?.pages.return();
  }

  private async goOn(search: Search): Promise<number> {
    const { due, log } = this.resources;
    const before = search.toJudge;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = (search.page ??= await this.next(search));
      if (page === null) {
        await due.setRecovered(search.since);
        await this.stop();
        const { seen, toJudge } = search;
        if (seen > 0) log.info({ seen, toJudge }, 'sessions that Redis had forgotten are known again');
        break;
      }
      search.toJudge += await this.restore(page);
      search.page = null;
      search.seen += page.spans.length;
    }
    return search.toJudge - before;
  }

  /** @returns how many sessions are to be judged: those that were are shown with their verdicts */
  private async restore(page: Page): Promise<number> {
    const { tenant } = page;
    const { live } = this.resources;
    const forgotten = await this.forgotten(page);
    const verdicts = await Promise.all(
      forgotten.map(({ sessionId, last }) => this.records.find(tenant, sessionId, last)),
    );
    await live.restore(tenant, forgotten.map(sessionOf));
    const judged = verdicts.filter((verdict) => verdict !== null);
    await Promise.all(judged.map((verdict) => live.recordVerdict(tenant, verdict.session_id, liveVerdict(verdict))));
    return forgotten.length - judged.length;
  }

  /** null after the last one. When it fails, the search is over and the next round begins anew. */
  private async next({ pages }: Search): Promise<Page | null> {
    try {
      return (await pages.next()).value ?? null;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private async *pages(since: number): AsyncGenerator<Page, void> {
    const until = lastIdOf(since);
    const from = since - this.resources.config.sessionTtlS * 1_000;
    for (const tenant of await this.files.tenants()) {
      const found = await this.paths(tenant, from, until);
      const count = await this.resources.duckdb.connect((connection) => countSessions(connection, found));
      const parts = Math.ceil(count / SESSIONS_AT_ONCE);
      for (let part = 0; part < parts; part++) {
        // Asked again: meanwhile they may have been merged, or copies of them removed.
        const query = { paths: await this.paths(tenant, from, until), until, part, parts };
        const pages = this.resources.duckdb.stream((connection) => readSessionSpans(connection, query));
        for await (const spans of pages) yield { tenant, spans };
      }
    }
  }

  private async paths(tenant: string, from: number, until: string): Promise<string[]> {
    const keys = await this.files.find(tenant, from, until);
    return Promise.all(keys.map((key) => this.resources.store.localPath(key)));
  }

  /** Those that Redis does not know from their first event to their last. */
  private async forgotten({ tenant, spans }: Page): Promise<SessionSpan[]> {
    const ids = spans.map(({ sessionId }) => sessionId);
    const sessions = await this.resources.live.read(tenant, ids);
    const known = new Map(sessions.map((session) => [session.sessionId, session]));
    return spans.filter(({ sessionId, first, last }) => {
      const { lastEvent = null, beganAt = Infinity } = known.get(sessionId) ?? {};
      return lastEvent === null || lastEvent < last || beganAt > timeOfId(first);
    });
  }
}

function sessionOf({ sessionId, userId, first, last: lastEvent, model }: SessionSpan): ForgottenSession {
  return { sessionId, userId, lastEvent, beganAt: timeOfId(first), model };
}
