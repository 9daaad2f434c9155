import { readTable, type DuckDb, type TableRecord } from '@sluice/batches';
import { inFlight } from '../rows/in-flight';
import type { RowScorer } from '../rows/row-scorer';
import type { DataFile } from './find-data-files';
import { Judgement, type JudgedFile } from './judgement';
import type { RowRules } from './row-rules';

export interface JudgeRequest {
  readonly file: DataFile;
  /** Columns that the file must have. */
  readonly needed: readonly string[];
  readonly rules: RowRules;
  readonly scorer: RowScorer;
  /** How many parts of the file are scored at the same time, at least 1. */
  readonly calls: number;
}

/**
 * Scores every record of a file that the rules want.
 * @throws Error that names the columns which the file lacks
 */
export async function judgeFile(duckdb: DuckDb, request: JudgeRequest): Promise<JudgedFile> {
  const judgement = new Judgement(request.rules);
  for await (const [record, score] of scoredRecords(duckdb, request)) judgement.add(record, score);
  return judgement.result();
}

/** The records of the set with their scores, in the order of the file; NaN where the model gives none. */
export async function* scoredRecords(
  duckdb: DuckDb,
  { file, needed, rules, scorer, calls }: JudgeRequest,
): AsyncGenerator<readonly [record: TableRecord, score: number]> {
  const parts = wantedParts(readTable(duckdb, file.path), file, needed, rules);
  const scored = inFlight(parts, calls, async (records) => ({ records, scores: await scorer(records) }));
  for await (const { records, scores } of scored) {
    for (const [row, record] of records.entries()) yield [record, scores[row] ?? NaN];
  }
}

async function* wantedParts(
  table: AsyncIterable<readonly TableRecord[]>,
  file: DataFile,
  needed: readonly string[],
  rules: RowRules,
): AsyncGenerator<readonly TableRecord[]> {
  for await (const records of table) {
    const lacking = needed.filter((column) => records[0]?.[column] === undefined);
    if (lacking.length > 0) throw new Error(`${file.name} lacks the columns ${lacking.join(', ')}.`);
    const wanted = records.filter(rules.wants);
    if (wanted.length > 0) yield wanted;
  }
}
