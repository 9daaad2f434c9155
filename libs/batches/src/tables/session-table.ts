import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { mergeAggregates, type SessionVerdict } from '@sluice/detection';
import type { SessionSegment, SessionTally } from '../records/batch-records';
import type { SessionJudge } from '../sessions/session-judge';

/** One vector of DuckDB; as many sessions are judged at once. */
const APPEND_ROWS = 2_048;
const COLUMNS = `session_id VARCHAR, user_id VARCHAR, events BIGINT, flagged BIGINT, max_score DOUBLE, mean_score DOUBLE, noisy_or DOUBLE,
  longest_streak BIGINT, first_at BIGINT, last_at BIGINT, risk DOUBLE, action VARCHAR, reasons JSON, top_rows JSON`;
const TYPES = [
  ...[VARCHAR, VARCHAR, BIGINT, BIGINT, DOUBLE, DOUBLE, DOUBLE, BIGINT, BIGINT, BIGINT, DOUBLE],
  ...[VARCHAR, VARCHAR, VARCHAR],
];

/**
 * Temporary table `sessions`, filled from segments in plan order. The segments of a session that was cut follow one another, so one open session is
 * all that is held, beside those that wait to be judged together.
 */
export class SessionTable {
  private open: SessionSegment | null = null;
  private closed: SessionSegment[] = [];
  private readonly tally = { total: 0, flagged: 0, by_action: { allow: 0, review: 0, block: 0 } };

  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly judge: SessionJudge,
  ) {}

  static async create(connection: DuckDBConnection, judge: SessionJudge): Promise<SessionTable> {
    await connection.run(`CREATE OR REPLACE TEMP TABLE sessions (${COLUMNS})`);
    return new SessionTable(await connection.createAppender('sessions'), judge);
  }

  /** Rejects when the judge does; the table is of no use then. */
  async add(segments: readonly SessionSegment[]): Promise<void> {
    for (const segment of segments) {
      if (this.open?.session_id === segment.session_id) {
        const { session_id, user_id, aggregate } = this.open;
        const merged = mergeAggregates(aggregate, segment.aggregate);
        this.open = { session_id, user_id: user_id ?? segment.user_id, aggregate: merged };
      } else {
        if (this.open !== null) this.closed.push(this.open);
        this.open = segment;
        if (this.closed.length === APPEND_ROWS) await this.flush();
      }
    }
  }

  async finish(): Promise<SessionTally> {
    if (this.open !== null) this.closed.push(this.open);
    this.open = null;
    await this.flush();
    this.appender.closeSync();
    return this.tally;
  }

  private async flush(): Promise<void> {
    if (this.closed.length === 0) return;
    const sessions = this.closed;
    this.closed = [];
    const verdicts = await this.judge(sessions.map(({ aggregate }) => aggregate));
    const rows = sessions.flatMap((session, i) => {
      const verdict = verdicts[i];
      return verdict === undefined ? [] : [this.count(session, verdict)];
    });
    const chunk = DuckDBDataChunk.create(TYPES);
    chunk.setRows(rows);
    this.appender.appendDataChunk(chunk);
  }

  private count(session: SessionSegment, verdict: SessionVerdict): DuckDBValue[] {
    this.tally.total++;
    if (verdict.action !== 'allow') this.tally.flagged++;
    this.tally.by_action[verdict.action]++;
    return tableRow(session, verdict);
  }
}

function tableRow({ session_id, user_id }: SessionSegment, verdict: SessionVerdict): DuckDBValue[] {
  const time = (at: number | null): bigint | null => (at === null ? null : BigInt(Math.trunc(at)));
  return [
    ...[session_id, user_id, BigInt(verdict.events), BigInt(verdict.flagged)],
    ...[verdict.max_score, verdict.mean_score, verdict.noisy_or, BigInt(verdict.longest_streak)],
    ...[time(verdict.first_at), time(verdict.last_at), verdict.risk, verdict.action],
    ...[JSON.stringify(verdict.reasons), JSON.stringify(verdict.top_rows)],
  ];
}
