import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The same seven records in every format: two sessions, one record without a session, one blank text (record 4). */
export const RECORDS = [
  { id: 'a1', text: 'thanks, see you tomorrow', session_id: 's1', user_id: 'u1', occurred_at: '2026-01-05T08:00:00Z' },
  { id: 'a2', text: 'you are a worthless idiot', session_id: 's2', user_id: 'u2', occurred_at: '2026-01-05T08:01:00Z' },
  { id: 'a3', text: 'kill yourself, stupid', session_id: 's2', user_id: 'u2', occurred_at: '2026-01-05T08:02:00Z' },
  { id: 'a4', text: '   ', session_id: 's1', user_id: 'u1', occurred_at: '2026-01-05T08:03:00Z' },
  { id: 'a5', text: 'lovely weather today', session_id: 's1', user_id: 'u1', occurred_at: '2026-01-05T08:04:00Z' },
  { id: 'a6', text: 'meeting at nine', session_id: '', user_id: '', occurred_at: '2026-01-05T08:05:00Z' },
  { id: '=1+1', text: 'a formula for an id', session_id: 's1', user_id: 'u1', occurred_at: '2026-01-05T08:06:00Z' },
] as const;

/** RECORDS as CSV; texts are quoted, for they hold commas. */
export function delimited(delimiter: string): string {
  const lines = RECORDS.map(({ id, text, session_id, user_id, occurred_at }) =>
    [id, `"${text}"`, session_id, user_id, occurred_at].join(delimiter),
  );
  return [['id', 'text', 'session_id', 'user_id', 'occurred_at'].join(delimiter), ...lines].join('\n');
}

export const CSV = delimited(',');

export const NDJSON = RECORDS.map((record) =>
  JSON.stringify({ ...record, session_id: record.session_id || null, user_id: record.user_id || null }),
).join('\n');

/** Runs SQL in a DuckDB of its own, in a folder where `{file}` may be written or read; gives that file or the rows. */
export async function inDuckDb(sql: string, given?: Uint8Array): Promise<{ file: Buffer; rows: unknown[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-duckdb-'));
  const path = join(folder, 'file');
  await writeFile(path, given ?? '');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql.replaceAll('{file}', path));
  const rows = reader.getRowObjectsJson();
  connection.closeSync();
  instance.closeSync();
  const file = await readFile(path);
  await rm(folder, { recursive: true });
  return { file, rows };
}

/** RECORDS as Parquet. */
export async function parquet(): Promise<Buffer> {
  const rows = RECORDS.map(
    ({ id, text, session_id, user_id, occurred_at }) =>
      `('${id}', '${text}', nullif('${session_id}', ''), nullif('${user_id}', ''), '${occurred_at}')`,
  );
  const columns = 'id, text, session_id, user_id, occurred_at';
  const sql = `COPY (SELECT * FROM (VALUES ${rows.join(', ')}) AS t(${columns})) TO '{file}' (FORMAT parquet)`;
  return (await inDuckDb(sql)).file;
}
