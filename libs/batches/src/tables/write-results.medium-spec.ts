import { join } from 'node:path';
import { Planner } from './planner.fixture';
import { encodeScores } from './scores-codec';
import { literal } from './sql';
import { writePlan } from './write-plan';
import { writeResults, type FinishedChunk, type ResultCounts } from './write-results';

const MODEL = {
  kind: 'text',
  max_text_length: 100,
  ref: { name: 'm', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}` },
  labels: { positive: 'BAD', negative: 'GOOD' },
  threshold: 0.5,
  bands: { review: 0.5, block: 0.9 },
  session_bands: { review: 0.5, block: 0.9 },
  chunk_rows: 16_384,
} as const;

describe('results', () => {
  let planner: Planner;

  beforeAll(async () => {
    planner = await Planner.start();
  });
  afterAll(() => planner.stop());

  const path = (name: string): string => join(planner.folder, name);

  /** A file of one text a line, and what became of its chunks. */
  async function write(chunks: readonly FinishedChunk[]): Promise<ResultCounts> {
    const total = chunks.reduce((sum, { rows }) => sum + rows, 0);
    const request = await planner.request(`text\n${'some text\n'.repeat(total)}`, { mode: 'rows' });
    const { shape, mapping } = request;
    const identity = { tenant: 'local', id: 'b', request_id: 'r', created_at: 0, expires_at: 0 };
    const input = { ...shape, bytes: 0, sha256: '' };
    const manifest = {
      ...identity,
      mode: 'rows',
      model: MODEL,
      input,
      mapping,
      max_rows: 1_000_000,
      priority: 'normal',
    } as const;
    const files = { rows: path('out-rows'), sessions: path('out-sessions'), errors: path('out-errors') };
    await planner.duckdb.exclusively((connection) => writePlan(connection, request));
    const plan = { planRows: request.rows, planErrors: request.errors };
    const risks = () => Promise.reject(new Error('no sessions'));
    const of = { manifest, input: request.input, ...plan, files, risks, chunks: inOrder(chunks) };
    return planner.duckdb.exclusively((connection) => writeResults(connection, of));
  }

  const errors = (columns: string): Promise<unknown[]> =>
    planner.duckdb.connect(async (connection) => {
      const from = `read_parquet(${literal(path('out-errors'))})`;
      return (await connection.runAndReadAll(`SELECT ${columns} FROM ${from}`)).getRowsJS();
    });

  it('lists rows without a score and those of chunks set aside, and not those that were cancelled', async () => {
    const counts = await write([
      scored([0.1, Number.NaN, 0.9]),
      { rows: 2, result: null, why: 'QUARANTINED' },
      { rows: 2, result: null, why: 'CANCELLED' },
      scored([Number.NaN]),
    ]);
    expect(counts).toMatchObject({ succeeded: 2, flagged: 1, failed: 4 });
    expect(await errors('line::INTEGER, "row"::INTEGER, code')).toEqual([
      [3, 2, 'NON_FINITE_SCORE'],
      [5, 4, 'QUARANTINED'],
      [6, 5, 'QUARANTINED'],
      [9, 8, 'NON_FINITE_SCORE'],
    ]);
  });

  it('lists two hundred thousand scattered rows without a score in one pass', async () => {
    const chunk = scored(Array.from({ length: 16_000 }, (_, i) => (i % 2 === 0 ? Number.NaN : 0.2)));
    const counts = await write(Array.from({ length: 25 }, () => chunk));
    expect(counts).toMatchObject({ succeeded: 200_000, failed: 200_000 });
    const misplaced = `count(*) FILTER (line <> "row" + 1 OR "row" % 2 = 0)::INTEGER`;
    expect(await errors(`count(DISTINCT "row")::INTEGER, ${misplaced}`)).toEqual([[200_000, 0]]);
  });
});

function scored(scores: readonly number[]): FinishedChunk {
  return { rows: scores.length, result: { scores: encodeScores(Float64Array.from(scores)), segments: [] } };
}

async function* inOrder(chunks: readonly FinishedChunk[]): AsyncGenerator<FinishedChunk> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}
