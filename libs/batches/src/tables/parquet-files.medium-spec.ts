import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanRequest } from './plan-request';
import { describeInput } from './describe-input';
import { Planner } from './planner.fixture';
import { literal } from './sql';
import { writePlan } from './write-plan';

const TEXTS = { kind: 'text', max_text_length: 10_000 } as const;

describe('several Parquet files', () => {
  let planner: Planner;

  beforeEach(async () => {
    planner = await Planner.start();
  });
  afterEach(() => planner.stop());

  async function files(...contents: readonly string[]): Promise<[string, ...string[]]> {
    const [first = '', ...more] = contents.map((_, i) => join(planner.folder, `${i + 1}.parquet`));
    for (const [i, path] of [first, ...more].entries()) {
      const sql = `COPY (${contents[i] ?? ''}) TO ${literal(path)} (FORMAT parquet)`;
      await planner.duckdb.connect((connection) => connection.run(sql));
    }
    return [first, ...more];
  }

  const describeFiles = ([first, ...more]: [string, ...string[]]): ReturnType<typeof describeInput> =>
    describeInput(planner.duckdb, first, 'parquet', {}, TEXTS, more);

  async function request([input, ...more]: [string, ...string[]]): Promise<PlanRequest> {
    const described = await describeFiles([input, ...more]);
    const out = { rows: join(planner.folder, 'rows'), errors: join(planner.folder, 'errors') };
    return {
      ...{ input, more, ...described, mode: 'rows', content: TEXTS, maxRows: 1_000_000, maxBytes: 1_000_000, ...out },
    };
  }

  it('are numbered through, empty ones among them', async () => {
    const some = (rows: number): string => `SELECT 'hello' AS text FROM range(${rows})`;
    const described = await describeFiles(await files(some(0), some(1_234), some(0), some(2)));
    expect(described).toMatchObject({ rows: 1_236, firstRecords: [1, 1, 1_235, 1_235] });
  });

  it('are empty when all of them are', async () => {
    const none = "SELECT 'hello' AS text FROM range(0)";
    await expect(describeFiles(await files(none, none))).rejects.toMatchObject({ code: 'EMPTY_FILE' });
  });

  it.each([
    [
      "SELECT 'a' AS text, 1 AS id, 2 AS more",
      'File 3 of the batch does not have the columns of the first: it has 3 columns, and not 2.',
    ],
    ["SELECT 1 AS id, 'a' AS text", 'it has another name for column 1.'],
    ["SELECT 'a' AS text, 'b' AS id", 'it has another type for column 2: VARCHAR, and not INTEGER.'],
    ["SELECT 'a' AS text, {'secret': 1} AS id", 'it has another type for column 2: a nested type, and not INTEGER.'],
  ])('are refused where one has other columns: %s', async (third, detail) => {
    const first = "SELECT 'a' AS text, 1 AS id";
    await expect(describeFiles(await files(first, first, third))).rejects.toMatchObject({
      code: 'INVALID_FIELD',
      message: expect.stringContaining(detail) as string,
    });
  });

  it('are refused where one cannot be read, by its number', async () => {
    const paths = await files("SELECT 'a' AS text", "SELECT 'a' AS text");
    await writeFile(paths[1] ?? '', 'PAR1 and no footer');
    await expect(describeFiles(paths)).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringContaining('File 2 of the batch') as string,
    });
  });

  it('are bounded together when they are unpacked', async () => {
    const plan = async (rows: number): Promise<unknown> => {
      const bomb = `SELECT repeat('x', 5000) AS text FROM range(${rows})`;
      const asked = await request(await files(bomb, bomb, bomb));
      return planner.duckdb.exclusively((connection) => writePlan(connection, asked));
    };
    expect(await plan(60)).toEqual({ accepted: 180, rejected: 0 });
    await expect(plan(80)).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringContaining('unpacks to') as string,
    });
  });
});
