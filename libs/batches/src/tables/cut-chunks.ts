import type { DuckDBConnection } from '@duckdb/node-api';
import { ChunkCutter } from './chunk-cutter';
import { literal } from './sql';

export interface ChunkCut {
  readonly chunk_ends: readonly number[];
  readonly sessions: number;
}

/** Cuts a plan table that `writePlan` wrote into chunks. In rows mode, and behind the last session, cuts fall anywhere. */
export async function cutChunks(connection: DuckDBConnection, rowsPath: string, chunkRows: number): Promise<ChunkCut> {
  const cutter = new ChunkCutter(chunkRows);
  let sessions = 0;
  // The plan is ordered by session_id with the rows without one last, and so is this.
  const result = await connection.stream(
    `SELECT count(*)::DOUBLE, session_id IS NOT NULL FROM read_parquet(${literal(rowsPath)}) GROUP BY session_id ORDER BY session_id`,
  );
  for await (const rows of result.yieldRowsJs()) {
    for (const [length, isSession] of rows) {
      if (isSession === true) {
        cutter.addSession(Number(length));
        sessions++;
      } else cutter.addLoose(Number(length));
    }
  }
  return { chunk_ends: cutter.finish(), sessions };
}
