import { BIGINT, DuckDBDataChunk, type DuckDBConnection } from '@duckdb/node-api';
import type { RejectedRecord } from './rejected-records';

const APPEND_ROWS = 2_048;

/**
 * Makes `numbered`: staged records with `shift`, the rejected records before them. The k-th readable record comes after the j-th rejected one (data record
 * r_j) exactly when k > r_j - j.
 */
export async function numberRecords(connection: DuckDBConnection, rejected: readonly RejectedRecord[]): Promise<void> {
  if (rejected.length === 0) {
    await connection.run('CREATE TEMP VIEW numbered AS SELECT *, 0 AS shift FROM staged');
    return;
  }
  await connection.run('CREATE TEMP TABLE gaps (after_k BIGINT, shift BIGINT)');
  const appender = await connection.createAppender('gaps');
  for (let start = 0; start < rejected.length; start += APPEND_ROWS) {
    const some = rejected.slice(start, start + APPEND_ROWS);
    const chunk = DuckDBDataChunk.create([BIGINT, BIGINT]);
    const numbers = some.map((_, i) => start + i + 1);
    chunk.setColumns([some.map(({ row }, i) => BigInt(row - (numbers[i] ?? 0))), numbers.map(BigInt)]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  // Of the numbers alone: an ASOF join sorts what it joins, and records may be long.
  await connection.run(`CREATE TEMP TABLE shifts AS
    SELECT coalesce(g.shift, 0) AS shift FROM (SELECT k FROM staged) s
    ASOF LEFT JOIN (SELECT after_k, max(shift) AS shift FROM gaps GROUP BY after_k) g ON s.k > g.after_k ORDER BY s.k`);
  await connection.run('CREATE TEMP VIEW numbered AS SELECT * FROM staged POSITIONAL JOIN shifts');
}
