import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { InputField, TabularRows } from '@sluice/contracts';
import type { RecordContent } from '../records/batch-manifest';
import { Planner, type PlannedError, type PlanOptions } from './planner.fixture';
import { literal } from './sql';

const tabular = (...inputs: InputField[]): RecordContent => ({ kind: 'tabular', inputs });

const AMOUNT: InputField = { name: 'amount', type: 'number', minimum: 0, maximum: 1_000 };
const COUNT: InputField = {
  name: 'count',
  type: 'integer',
  missing: 'nan',
  minimum: -5,
  maximum: 5,
  out_of_range: 'clip',
};
const PLAN: InputField = { name: 'plan', type: 'category', categories: ['basic', "o'ne", 'pro'] };
const CITY: InputField = {
  name: 'city',
  type: 'category',
  categories: ['a', 'b'],
  unknown: 'bucket',
  missing: 'bucket',
};
const PAPER: InputField = { name: 'paper', type: 'boolean', missing: 'default', default: true };
const NOTE: InputField = { name: 'note', type: 'string', max_length: 3, missing: 'default', default: "it's" };
const ALL = tabular(AMOUNT, COUNT, PLAN, CITY, PAPER, NOTE);

const HEADER = 'id,amount,count,plan,city,paper,note';

describe('a plan for a tabular model', () => {
  let planner: Planner;

  beforeAll(async () => {
    planner = await Planner.start();
  });
  afterAll(() => planner.stop());

  /** Rows as lists of values, in the order of the inputs. */
  async function plan(
    content: string | Buffer,
    model: RecordContent,
    options: PlanOptions = {},
  ): Promise<{ rows: unknown[][]; numbers: readonly number[]; errors: readonly PlannedError[] }> {
    const { rows, errors } = await planner.plan(content, { mode: 'rows', ...options, model });
    const { length, columns } = rows.content as TabularRows;
    const values = Array.from({ length }, (_, row) => columns.map((column) => column[row]));
    return { rows: values, numbers: rows.rows, errors };
  }

  async function parquet(select: string): Promise<Buffer> {
    const path = `${planner.folder}/source.parquet`;
    await planner.duckdb.connect((connection) =>
      connection.run(`COPY (${select}) TO ${literal(path)} (FORMAT parquet)`),
    );
    return readFile(path);
  }

  describe('holds what the model takes', () => {
    const expected = [
      [12.5, 3, 1, 1, 0, 'abc'],
      [0, Number.NaN, 0, 2, 1, "it's"],
      [1_000, 5, 2, 2, 1, '😀😀😀'],
      [1e-7, -5, 2, 0, 0, ' '],
    ];

    it('of CSV, where every cell is a text', async () => {
      const lines = [
        ...[HEADER, "1, 12.5 ,3,o'ne,b,false,abc", '2,0, ,basic,,,', '3,1e3,7,pro,elsewhere,TRUE,😀😀😀'],
        '4,1e-7,-1e30,pro,a,0," "',
      ];
      expect(await plan(lines.join('\n'), ALL)).toMatchObject({ rows: expected, numbers: [1, 2, 3, 4], errors: [] });
    });

    it('of NDJSON, where members may be absent or null', async () => {
      const records = [
        { amount: 12.5, count: 3, plan: "o'ne", city: 'b', paper: false, note: 'abc' },
        { amount: 0, count: null, plan: 'basic' },
        { amount: 1_000, count: 7, plan: 'pro', city: 'elsewhere', paper: true, note: '😀😀😀' },
        { amount: 1e-7, count: -1e30, plan: 'pro', city: 'a', paper: false, note: ' ', more: [1, { a: 2 }] },
      ];
      const ndjson = records.map((record) => JSON.stringify(record)).join('\n');
      expect(await plan(ndjson, ALL, { format: 'ndjson' })).toMatchObject({ rows: expected, errors: [] });
    });

    it('of Parquet, whatever the width of its numbers', async () => {
      const file = await parquet(`SELECT * FROM (VALUES
        (12.5::DECIMAL(9, 1), 3::DOUBLE, 'o''ne', 'b', false, 'abc'), (0, NULL, 'basic', NULL, NULL, NULL),
        (1000, 7, 'pro', 'elsewhere', true, '😀😀😀')) t(amount, count, plan, city, paper, note)`);
      const { rows, errors } = await plan(file, ALL, { format: 'parquet' });
      expect([rows, errors]).toEqual([expected.slice(0, 3), []]);
      const narrow = await parquet(`SELECT 3::UTINYINT AS amount, 4::HUGEINT AS count, 'pro' AS plan`);
      expect((await plan(narrow, ALL, { format: 'parquet' })).rows).toEqual([[3, 4, 2, 2, 1, "it's"]]);
    });
  });

  describe('says what is wrong with a value', () => {
    const cases: [field: InputField, csv: string | null, json: string, code: string][] = [
      [AMOUNT, '', 'null', 'VALUE_MISSING'],
      [AMOUNT, ' ', 'null', 'VALUE_MISSING'],
      [AMOUNT, 'many', '"5"', 'INVALID_TYPE'],
      [AMOUNT, '1_000', 'true', 'INVALID_TYPE'],
      [AMOUNT, '"1,5"', '[1]', 'INVALID_TYPE'],
      [AMOUNT, '0x1F', '{"a":1}', 'INVALID_TYPE'],
      [AMOUNT, 'NaN', '1e999', 'NOT_FINITE'],
      [AMOUNT, '-inf', '-1e999', 'NOT_FINITE'],
      [AMOUNT, '1e999', '1e999', 'NOT_FINITE'],
      [AMOUNT, '-0.001', '-0.001', 'OUT_OF_RANGE'],
      [AMOUNT, '1000.001', '1000.001', 'OUT_OF_RANGE'],
      [{ name: 'amount', type: 'number' }, '4e38', '-4e38', 'OUT_OF_RANGE'],
      [COUNT, '1.5', '1.5', 'INVALID_TYPE'],
      [COUNT, 'inf', '1e999', 'NOT_FINITE'],
      [COUNT, 'x', '"1"', 'INVALID_TYPE'],
      [PLAN, '', 'null', 'VALUE_MISSING'],
      [PLAN, ' basic', '" basic"', 'UNKNOWN_CATEGORY'],
      [PLAN, 'Basic', '""', 'UNKNOWN_CATEGORY'],
      [PLAN, '1', '1', 'UNKNOWN_CATEGORY'],
      [CITY, null, '5', 'INVALID_TYPE'],
      [PAPER, 'yes', '"true"', 'INVALID_TYPE'],
      [PAPER, '2', '1', 'INVALID_TYPE'],
      [{ name: 'paper', type: 'boolean' }, '', 'null', 'VALUE_MISSING'],
      [NOTE, 'abcd', '"abcd"', 'TOO_LONG'],
      [NOTE, null, '5', 'INVALID_TYPE'],
      [{ name: 'note', type: 'string', max_length: 3 }, '""', 'null', 'VALUE_MISSING'],
    ];

    it.each(cases)('%j: %s in CSV, %s in NDJSON: %s', async (field, csv, json, code) => {
      const model = tabular({ name: 'other', type: 'number' }, field);
      const names = `other,${field.name}`;
      if (csv !== null) {
        expect((await plan(`${names}\n1,${csv}\n`, model)).errors).toEqual([
          { line: 2, row: 1, code, field: field.name },
        ]);
      }
      const inJson = json === '1' && code === 'UNKNOWN_CATEGORY' ? 'INVALID_TYPE' : code;
      const ndjson = `{"other":1,"${field.name}":${json}}`;
      const { errors } = await plan(ndjson, model, { format: 'ndjson' });
      expect(errors).toEqual([{ line: 1, row: 1, code: inJson, field: field.name }]);
    });

    it.each([
      [`'5' AS amount, 'pro' AS plan`, 'INVALID_TYPE', 'amount'],
      [`true AS amount, 'pro' AS plan`, 'INVALID_TYPE', 'amount'],
      [`TIMESTAMP '2026-01-01' AS amount, 'pro' AS plan`, 'INVALID_TYPE', 'amount'],
      [`{'a': 1} AS amount, 'pro' AS plan`, 'INVALID_TYPE', 'amount'],
      [`NULL::DOUBLE AS amount, 'pro' AS plan`, 'VALUE_MISSING', 'amount'],
      [`'nan'::FLOAT AS amount, 'pro' AS plan`, 'NOT_FINITE', 'amount'],
      [`1e30 AS amount, 'pro' AS plan`, 'OUT_OF_RANGE', 'amount'],
      [`1 AS amount, 2 AS plan`, 'INVALID_TYPE', 'plan'],
      [`1 AS amount, 'pro' AS plan, 1 AS paper`, 'INVALID_TYPE', 'paper'],
      [`1 AS amount, 'pro' AS plan, 2.5 AS count`, 'INVALID_TYPE', 'count'],
      [`1 AS amount, 'pro' AS plan, 'long' AS note`, 'TOO_LONG', 'note'],
    ])('SELECT %s in Parquet: %s', async (columns, code, field) => {
      const { rows, errors } = await plan(await parquet(`SELECT ${columns}`), ALL, { format: 'parquet' });
      expect([rows, errors]).toEqual([[], [{ line: 1, row: 1, code, field }]]);
    });

    it('names the first bad field of a record, in the order of the inputs', async () => {
      const { rows, numbers, errors } = await plan(`${HEADER}\n1,x,y,z,,,\n2,5,,pro,,,\n3,5,,,,maybe,\n`, ALL);
      expect([rows.length, numbers]).toEqual([1, [2]]);
      expect(errors).toEqual([
        { line: 2, row: 1, code: 'INVALID_TYPE', field: 'amount' },
        { line: 4, row: 3, code: 'VALUE_MISSING', field: 'plan' },
      ]);
    });
  });

  it('takes inputs of any name', async () => {
    const names = ['a:b', `it's "odd"`, 'a/b~c', 'row', 'session_id', 'A:B', 'é 😀', '$.x[0]', 'constructor'];
    const model = tabular(...names.map((name) => ({ name, type: 'number' as const })));
    const values = names.map((_, index) => index);
    const csv = [names.map((name) => `"${name.replaceAll('"', '""')}"`).join(), values.join(), ',,,,,,,,'].join('\n');
    const ndjson = `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, i])))}\n{}`;
    for (const [content, format, line] of [
      [csv, 'csv', 3],
      [ndjson, 'ndjson', 2],
    ] as const) {
      const { rows, errors } = await plan(content, model, { format });
      expect([rows, errors]).toEqual([[values], [{ line, row: 2, code: 'VALUE_MISSING', field: 'a:b' }]]);
    }
    const last = tabular({ name: `it's "odd": x`, type: 'number' });
    expect((await plan(`"it's ""odd"": x"\nbad\n`, last)).errors[0]).toMatchObject({ field: `it's "odd": x` });
  });

  it('orders rows by session and time, and refuses what only sessions need', async () => {
    const lines = [
      'amount,plan,session_id,occurred_at,user_id',
      ...['1,pro,s2,2026-01-02,u', '2,pro,s1,2026-01-02,u', '3,pro,s1,2026-01-01,u', '4,pro,s1,soon,u', '5,pro,,,u'],
    ];
    const { rows, errors } = await planner.plan(lines.join('\n'), { model: ALL });
    expect([rows.rows, rows.sessionIds]).toEqual([
      [3, 2, 1, 5],
      ['s1', 's1', 's2', null],
    ]);
    expect((rows.content as TabularRows).columns[0]).toEqual(new Float64Array([3, 2, 1, 5]));
    expect(errors).toEqual([{ line: 5, row: 4, code: 'INVALID_TIME', field: 'occurred_at' }]);
  });

  it('tells the delimiter by the inputs', async () => {
    const model = tabular({ name: 'a,b', type: 'number' }, { name: 'c', type: 'number' });
    expect((await plan('a,b;c\n1;2\n', model)).rows).toEqual([[1, 2]]);
  });

  it('takes as many columns as a header may have', async () => {
    const names = Array.from({ length: 512 }, (_, index) => `x${index}`);
    const model = tabular(...names.map((name) => ({ name, type: 'number' as const })));
    const values = names.map((_, index) => index / 8);
    const { rows, errors } = await plan([names.join(), values.join(), 'x'.padEnd(512, ',')].join('\n'), model);
    expect([rows, errors]).toEqual([[values], [{ line: 3, row: 2, code: 'INVALID_TYPE', field: 'x0' }]]);
  });

  it('numbers every record of any CSV once, in rows or in errors, with its value', async () => {
    const good = fc.double({ min: 0, max: 1_000, noNaN: true }).map((value) => ({ cell: String(value), value }));
    const bad = fc
      .constantFrom('', 'x', '-1', 'NaN', '"a,b"', '"line\nbreak"', '5,6')
      .map((cell) => ({ cell, value: null }));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(good, bad), { minLength: 1, maxLength: 40 }), async (records) => {
        const lines = records.map(({ cell }, index) => `${index},${cell}`);
        const { rows, numbers, errors } = await plan(['id,amount', ...lines].join('\n'), tabular(AMOUNT));
        const found = [
          ...numbers.map((row, index) => ({ row, value: rows[index]?.[0] })),
          ...errors.map(({ row }) => ({ row, value: null })),
        ];
        const expected = records.map(({ value }, index) => ({ row: index + 1, value }));
        expect(found.sort((a, b) => a.row - b.row)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
