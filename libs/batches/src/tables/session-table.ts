import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import { mergeAggregates, sessionVerdict, type Bands, type SessionVerdict } from '@sluice/detection';
import type { SessionSegment, SessionTally } from '../records/batch-records';

const APPEND_ROWS = 2_048;
const COLUMNS = `session_id VARCHAR, user_id VARCHAR, events BIGINT, flagged BIGINT, max_score DOUBLE, mean_score DOUBLE, noisy_or DOUBLE,
  longest_streak BIGINT, first_at BIGINT, last_at BIGINT, risk DOUBLE, action VARCHAR, reasons JSON, top_rows JSON`;
const TYPES = [
  ...[VARCHAR, VARCHAR, BIGINT, BIGINT, DOUBLE, DOUBLE, DOUBLE, BIGINT, BIGINT, BIGINT, DOUBLE],
  ...[VARCHAR, VARCHAR, VARCHAR],
];

/**
 * Temporary table `sessions`, filled from segments in plan order. The segments of a session that was cut follow one another, so one open session is
 * all that is held.
 */
export class SessionTable {
  private open: SessionSegment | null = null;
  private pending: DuckDBValue[][] = [];
  private readonly tally = { total: 0, flagged: 0, by_action: { allow: 0, review: 0, block: 0 } };

  private constructor(
    private readonly appender: DuckDBAppender,
    private readonly bands: Bands,
  ) {}

  static async create(connection: DuckDBConnection, bands: Bands): Promise<SessionTable> {
    await connection.run(`CREATE OR REPLACE TEMP TABLE sessions (${COLUMNS})`);
    return new SessionTable(await connection.createAppender('sessions'), bands);
  }

  add(segments: readonly SessionSegment[]): void {
    for (const segment of segments) {
      if (this.open?.session_id === segment.session_id) {
        const { session_id, user_id, aggregate } = this.open;
        const merged = mergeAggregates(aggregate, segment.aggregate);
        this.open = { session_id, user_id: user_id ?? segment.user_id, aggregate: merged };
      } else {
        this.closeOpen();
        this.open = segment;
      }
    }
  }

  finish(): SessionTally {
    this.closeOpen();
    this.flush();
    this.appender.closeSync();
    return this.tally;
  }

  private closeOpen(): void {
    if (this.open === null) return;
    const verdict = sessionVerdict(this.open.aggregate, this.bands);
    this.tally.total++;
    if (verdict.action !== 'allow') this.tally.flagged++;
    this.tally.by_action[verdict.action]++;
    this.pending.push(tableRow(this.open, verdict));
    if (this.pending.length === APPEND_ROWS) this.flush();
    this.open = null;
  }

  private flush(): void {
    if (this.pending.length === 0) return;
    const chunk = DuckDBDataChunk.create(TYPES);
    chunk.setRows(this.pending);
    this.appender.appendDataChunk(chunk);
    this.pending = [];
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
