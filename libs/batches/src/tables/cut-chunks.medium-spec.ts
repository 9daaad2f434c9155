import { readFile } from 'node:fs/promises';
import type { BatchMode, RecordContent } from '../records/batch-manifest';
import { cutChunks, type ChunkCut } from './cut-chunks';
import { Planner } from './planner.fixture';
import { literal } from './sql';
import { writePlan } from './write-plan';

const CHUNK_ROWS = 16_384;
/** Texts of 10,000 characters that fit into 8 MiB. */
const LONG_ROWS = 838;

interface CutOptions {
  readonly mode?: BatchMode;
  readonly model?: RecordContent;
}

describe('the chunks of a plan', () => {
  let planner: Planner;

  beforeAll(async () => {
    planner = await Planner.start();
  });
  afterAll(() => planner.stop());

  /** Of the records that `select` makes. */
  async function cut(select: string, options: CutOptions): Promise<ChunkCut> {
    const path = `${planner.folder}/source.parquet`;
    await planner.duckdb.connect((connection) =>
      connection.run(`COPY (${select}) TO ${literal(path)} (FORMAT parquet)`),
    );
    const request = await planner.request(await readFile(path), { format: 'parquet', ...options });
    return planner.duckdb.exclusively(async (connection) => {
      await writePlan(connection, request);
      return cutChunks(connection, request.rows, CHUNK_ROWS);
    });
  }

  it('have the rows that the model asks for where texts are short', async () => {
    const select = `SELECT repeat('x', 500) AS text, range // 100 AS session_id FROM range(40000)`;
    expect(await cut(select, { mode: 'rows' })).toEqual({ chunk_ends: [16_384, 32_768, 40_000], sessions: 0 });
    expect(await cut(select, {})).toEqual({ chunk_ends: [16_400, 32_800, 40_000], sessions: 400 });
  });

  it('have 8 MiB of text where texts are long, in bytes and not in characters', async () => {
    const long = (text: string): string => `SELECT ${text} AS text FROM range(2000)`;
    const ends = [LONG_ROWS, 2 * LONG_ROWS, 2_000];
    expect((await cut(long(`repeat('x', 10000)`), { mode: 'rows' })).chunk_ends).toEqual(ends);
    expect((await cut(long(`repeat('é', 5000)`), { mode: 'rows' })).chunk_ends).toEqual(ends);
  });

  it('are cut where the long texts are, however short the others', async () => {
    const select = `SELECT repeat('x', CASE WHEN range BETWEEN 20000 AND 20999 THEN 10000 ELSE 50 END) AS text FROM range(40000)`;
    const { chunk_ends } = await cut(select, { mode: 'rows' });
    // What stands before the long texts takes 180,800 bytes of the second chunk.
    expect(chunk_ends).toEqual([16_384, 20_820, 37_204, 40_000]);
  });

  it('end between sessions, and cut one of more than 32 MiB', async () => {
    const select = `SELECT repeat('x', 10000) AS text, CASE WHEN range < 1000 THEN 'a' || lpad((range // 10)::VARCHAR, 3, '0')
      WHEN range < 4500 THEN 'b' WHEN range < 4510 THEN 'c' END AS session_id FROM range(6000)`;
    const inB = [1, 2, 3, 4].map((piece) => 1_000 + piece * LONG_ROWS);
    const { chunk_ends, sessions } = await cut(select, {});
    expect(chunk_ends).toEqual([840, 1_000, ...inB, 4_500, 4_500 + LONG_ROWS, 6_000]);
    expect(sessions).toBe(102);
  });

  it('have fewer rows where a model takes many numbers', async () => {
    const inputs = Array.from({ length: 128 }, (_, i) => ({ name: `n${i}`, type: 'number' as const }));
    const select = `SELECT ${inputs.map(({ name }) => `range AS ${name}`).join(', ')} FROM range(10000)`;
    const { chunk_ends } = await cut(select, { mode: 'rows', model: { kind: 'tabular', inputs } });
    expect(chunk_ends).toEqual([8_192, 10_000]);
  });
});
