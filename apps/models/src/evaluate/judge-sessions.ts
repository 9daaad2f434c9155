import type { DuckDb, TableRecord } from '@sluice/batches';
import { SESSION_FEATURES, SessionAccumulator, sessionFeatures } from '@sluice/detection';
import type { RowScorer } from '../rows/row-scorer';
import type { SessionRule } from './evaluation-file';
import { scoredRecords, type JudgeRequest } from './judge-file';
import type { JudgedRows } from './judged-rows';
import { Judgement, type JudgedFile } from './judgement';

/** Sessions of a file, judged by a session model and, for comparison, by each of its inputs alone. */
export interface JudgedSessions extends JudgedFile {
  /** The same rows with one input in place of the score: only its order means anything. */
  readonly single: ReadonlyMap<string, JudgedRows>;
}

interface Message {
  readonly order: number;
  readonly score: number;
}

interface Session {
  /** Its first record, for groups and weight; labels of sessions stand on every record. */
  readonly record: TableRecord;
  readonly messages: Message[];
}

/** @param threshold of the model that `request.scorer` asks for the messages
 * @param risks asks the session model about records of the session features */
export async function judgeSessions(
  duckdb: DuckDb,
  request: JudgeRequest,
  rule: SessionRule,
  threshold: number,
  risks: RowScorer,
): Promise<JudgedSessions> {
  const { sessions, refused } = await readSessions(duckdb, request, rule);
  const features = sessions.map(({ messages }) => featuresOf(messages, threshold));
  const scores = await risks(features);
  const judgement = new Judgement(request.rules);
  for (const [at, { record }] of sessions.entries()) judgement.add(record, scores[at] ?? NaN);
  const judged = judgement.result();
  // A session that was refused has no place among the rows, so there is nothing to compare them with.
  const single = judged.refused > 0 ? new Map<string, JudgedRows>() : singleInputs(judged.rows, features);
  return { ...judged, refused: judged.refused + refused, single };
}

async function readSessions(
  duckdb: DuckDb,
  request: JudgeRequest,
  { id, order, text }: SessionRule,
): Promise<{ sessions: readonly Session[]; refused: number }> {
  const sessions = new Map<string, Session>();
  let refused = 0;
  for await (const [record, score] of scoredRecords(duckdb, request)) {
    if (Number.isNaN(score)) {
      refused++;
      continue;
    }
    const key = String(record[id]);
    const session = sessions.get(key) ?? { record: { ...record, [text]: null }, messages: [] };
    sessions.set(key, session);
    session.messages.push({ order: Number(record[order]), score });
  }
  return { sessions: [...sessions.values()], refused };
}

function featuresOf(messages: readonly Message[], threshold: number): TableRecord {
  const accumulator = new SessionAccumulator(threshold);
  const ordered = [...messages].sort((a, b) => a.order - b.order);
  for (const [row, { score }] of ordered.entries()) accumulator.add(row + 1, score, null);
  const values = sessionFeatures(accumulator.aggregate());
  return Object.fromEntries(SESSION_FEATURES.map(({ name }, at) => [name, values[at]]));
}

function singleInputs(rows: JudgedRows, features: readonly TableRecord[]): Map<string, JudgedRows> {
  return new Map(
    SESSION_FEATURES.map(({ name }) => [
      name,
      { ...rows, scores: Float64Array.from(features, (values) => Number(values[name])) },
    ]),
  );
}
