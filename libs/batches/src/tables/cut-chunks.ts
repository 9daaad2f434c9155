import { DuckDBDoubleVector, type DuckDBConnection } from '@duckdb/node-api';
import { ChunkCutter, type ChunkSize } from './chunk-cutter';
import { literal } from './sql';

export interface ChunkCut {
  readonly chunk_ends: readonly number[];
  readonly sessions: number;
}

/**
 * Whoever scores a chunk holds about three times its bytes. At 16,384 rows, the most that a model may ask for, this is a mean of 512 bytes a row: chats and
 * comments have fewer and are cut by rows alone.
 */
const CHUNK_BYTES = 8 * 2 ** 20;

/**
 * Cuts a plan table that `writePlan` wrote into chunks of `chunkRows`, or fewer where rows are long. In rows mode, and behind the last session, cuts fall
 * anywhere; sessions stay whole up to four chunks.
 */
export async function cutChunks(connection: DuckDBConnection, rowsPath: string, chunkRows: number): Promise<ChunkCut> {
  const most: ChunkSize = { rows: chunkRows, bytes: CHUNK_BYTES };
  const cutter = new ChunkCutter(most);
  const sessions = await addSessions(connection, rowsPath, cutter);
  await addRows(connection, `${plan(rowsPath)} WHERE session_id IS NULL`, cutter);
  const ends = new Set(cutter.finish());
  for (const [start, end] of cutter.long) {
    const inside = new ChunkCutter(most, start);
    const range = `file_row_number >= ${start} AND file_row_number < ${end}`;
    await addRows(connection, `${plan(rowsPath)} WHERE ${range}`, inside);
    for (const cut of inside.finish()) ends.add(cut);
  }
  return { chunk_ends: [...ends].sort((a, b) => a - b), sessions };
}

/** The plan is ordered by session_id, with the rows without one last. @returns how many sessions there are */
async function addSessions(connection: DuckDBConnection, rowsPath: string, cutter: ChunkCutter): Promise<number> {
  let sessions = 0;
  const result = await connection.stream(
    `SELECT count(*)::DOUBLE, sum(content_bytes) FROM ${plan(rowsPath)} WHERE session_id IS NOT NULL
     GROUP BY session_id ORDER BY session_id`,
  );
  for await (const some of result.yieldRowsJs()) {
    for (const [rows, bytes] of some) cutter.addSession({ rows: Number(rows), bytes: Number(bytes) });
    sessions += some.length;
  }
  return sessions;
}

/** A scan keeps the order of the file. Two results cannot be streamed on one connection at the same time: sessions come first, whole. */
async function addRows(connection: DuckDBConnection, from: string, cutter: ChunkCutter): Promise<void> {
  const result = await connection.stream(`SELECT content_bytes FROM ${from}`);
  for await (const chunk of result) {
    const bytes = chunk.getColumnVector(0);
    if (!(bytes instanceof DuckDBDoubleVector)) throw new Error('a plan has no sizes of its rows');
    for (let i = 0; i < bytes.itemCount; i++) cutter.addRow(bytes.getItem(i) ?? 0);
  }
}

function plan(rowsPath: string): string {
  return `read_parquet(${literal(rowsPath)}, file_row_number = true)`;
}
