import fc from 'fast-check';
import { Planner, type PlanOptions, type PlannedError } from './planner.fixture';
import { viewColumns } from './result-format';
import { streamLines } from './stream-lines';

interface PlannedRow {
  readonly row: number;
  readonly id: string | null;
  readonly session_id: string | null;
  readonly at: number | null;
  readonly text: string;
}

function csvLine({ kind, text }: { kind: string; text: string }): string {
  if (kind === 'empty line') return '';
  if (kind === 'short') return '1';
  return kind === 'long' ? '1,a,b,c' : `1,"${text.replaceAll('"', '""')}",s`;
}

describe('a plan', () => {
  let planner: Planner;

  beforeAll(async () => {
    planner = await Planner.start();
  });
  afterAll(() => planner.stop());

  async function plan(
    content: string | Buffer,
    options: PlanOptions = {},
  ): Promise<{ rows: PlannedRow[]; errors: readonly PlannedError[] }> {
    const { rows, ids, errors } = await planner.plan(content, options);
    const texts = rows.content as readonly string[];
    return {
      rows: rows.rows.map((row, i) => ({
        ...{ row, id: ids[i] ?? null, session_id: rows.sessionIds[i] ?? null },
        ...{ at: rows.at[i] ?? null, text: texts[i] ?? '' },
      })),
      errors,
    };
  }

  it('reads a dirty file: BOM, semicolons, quoted newlines, short and long rows, bad bytes, blank and long texts', async () => {
    const content = Buffer.concat([
      Buffer.from('\ufeffid;text;session_id;occurred_at\n'), // line 1
      Buffer.from('1;"hello\nworld; ""q""";s1;2026-01-02T03:04:05Z\n'), // lines 2, 3: row 1
      Buffer.from('2;short\n'), // line 4: row 2
      Buffer.from('3;ok;s2;2026-01-02\n\n'), // lines 5, 6 (blank): row 3
      Buffer.from('4;a;b;c;d\n'), // line 7: row 4
      Buffer.from('5;bad '),
      Buffer.from([0xff]),
      Buffer.from(';s3;\n'), // line 8: row 5
      Buffer.from('6;" \t";s3;\n'), // line 9: row 6
      Buffer.from(`7;${'x'.repeat(10_001)};s3;\n`), // line 10: row 7
      Buffer.from('8;when?;s3;yesterday\n'), // line 11: row 8
      Buffer.from('9;last;s1;1767323044'), // line 12: row 9, one second before row 1
    ]);
    const { rows, errors } = await plan(content);
    expect(rows).toEqual([
      { row: 9, id: '9', session_id: 's1', at: Date.parse('2026-01-02T03:04:04Z'), text: 'last' },
      { row: 1, id: '1', session_id: 's1', at: Date.parse('2026-01-02T03:04:05Z'), text: 'hello\nworld; "q"' },
      { row: 3, id: '3', session_id: 's2', at: Date.parse('2026-01-02T00:00:00Z'), text: 'ok' },
    ]);
    expect(errors).toEqual([
      { line: 4, row: 2, code: 'MALFORMED_RECORD', field: null },
      { line: 7, row: 4, code: 'MALFORMED_RECORD', field: null },
      { line: 8, row: 5, code: 'INVALID_ENCODING', field: null },
      { line: 9, row: 6, code: 'TEXT_BLANK', field: 'text' },
      { line: 10, row: 7, code: 'TEXT_TOO_LONG', field: 'text' },
      { line: 11, row: 8, code: 'INVALID_TIME', field: 'occurred_at' },
    ]);
  });

  it('takes mixed line ends and drops no cell', async () => {
    const { rows, errors } = await plan('id,text\n1,a\r\n\r\n2,"b\r\n""c"\n3, \r\n4,d,too many\n5,e\r6,f\n7\r\n8,g');
    expect(rows.map(({ row, text }) => [row, text])).toEqual([
      [1, 'a'],
      [2, 'b\r\n"c'],
      [5, 'e'],
      [6, 'f'],
      [8, 'g'],
    ]);
    expect(errors).toEqual([
      { line: 6, row: 3, code: 'TEXT_BLANK', field: 'text' },
      { line: 7, row: 4, code: 'MALFORMED_RECORD', field: null },
      { line: 10, row: 7, code: 'MALFORMED_RECORD', field: null },
    ]);
  });

  it('takes a file of one column, where an empty line is an empty text', async () => {
    const { rows, errors } = await plan('text\nfirst\n\n"quoted, with a comma"\nlast\n');
    expect(rows.map(({ row, text }) => [row, text])).toEqual([
      [1, 'first'],
      [3, 'quoted, with a comma'],
      [4, 'last'],
    ]);
    expect(errors).toEqual([{ line: 3, row: 2, code: 'TEXT_MISSING', field: 'text' }]);
  });

  it('reads NDJSON and names what is wrong with a line', async () => {
    const lines = [
      '{"text":"a","id":1,"session_id":"s","occurred_at":"2026-01-02T03:04:05+02:00"}',
      '',
      '{"text":5}',
      'not json',
      '["text"]',
      '{"id":"no text"}',
      '{"text":"b \\u00e9 \\ud83d\\ude00","id":"x","extra":{"deep":[1]}}',
    ];
    const { rows, errors } = await plan(lines.join('\n'), { format: 'ndjson' });
    expect(rows).toEqual([
      { row: 1, id: '1', session_id: 's', at: Date.parse('2026-01-02T01:04:05Z'), text: 'a' },
      { row: 6, id: 'x', session_id: null, at: null, text: 'b é 😀' },
    ]);
    expect(errors).toEqual([
      { line: 3, row: 2, code: 'INVALID_TYPE', field: 'text' },
      { line: 4, row: 3, code: 'MALFORMED_RECORD', field: null },
      { line: 5, row: 4, code: 'MALFORMED_RECORD', field: null },
      { line: 6, row: 5, code: 'TEXT_MISSING', field: 'text' },
    ]);
  });

  it('numbers every record of any CSV once, in rows or in errors, with its text', async () => {
    const cell = fc.stringMatching(/^[a-z "\n;,é😀]{1,12}$/u);
    const good = fc.record({ kind: fc.constant('good'), text: cell.filter((text) => text.trim() !== '') });
    const short = fc.record({ kind: fc.constant('short'), text: fc.constant('') });
    const empty = fc.record({ kind: fc.constant('empty line'), text: fc.constant('') });
    const long = fc.record({ kind: fc.constant('long'), text: fc.constant('') });
    const blank = fc.record({ kind: fc.constant('blank'), text: fc.constant('') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(good, short, long, blank, empty), { minLength: 1, maxLength: 40 }),
        async (all) => {
          let line = 2;
          const placed = all.map((record) => {
            const content = csvLine(record);
            const at = line;
            line += content.split('\n').length;
            return { ...record, content, at };
          });
          const records = placed.filter(({ kind }) => kind !== 'empty line');
          fc.pre(records.length > 0);
          const body = placed.map(({ content }) => content).join('\n');
          const { rows, errors } = await plan(`id,text,session_id\n${body}\n`, { mode: 'rows' });
          const expected = records.map(({ kind, text, at }, i) =>
            kind === 'good' ? { row: i + 1, text } : { row: i + 1, line: at },
          );
          const found = [
            ...rows.map(({ row, text }) => ({ row, text })),
            ...errors.map(({ row, line }) => ({ row, line })),
          ];
          expect(found.sort((a, b) => a.row - b.row)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['an empty file', '', 'EMPTY_FILE'],
    ['a header without records', 'text,id\n\n', 'EMPTY_FILE'],
    ['a file without the column', 'id,body\n1,x\n', 'MISSING_COLUMN'],
    ['two million columns', `${'a,'.repeat(2_000_000)}text\n`, 'INVALID_FILE'],
    ['a zip', Buffer.from('504b030414000000', 'hex'), 'UNSUPPORTED_FILE'],
    ['UTF-16', Buffer.from('\ufefftext\nhello\n', 'utf16le'), 'UNSUPPORTED_FILE'],
    ['a header that is never closed', '"text\nhello', 'INVALID_FILE'],
  ])('refuses %s', async (_, content, code) => {
    await expect(plan(content)).rejects.toMatchObject({ code });
  });

  it('writes CSV that a spreadsheet does not run, and NDJSON byte-exact', async () => {
    const source = `SELECT 1 AS "row", '=1+1' AS id, 'a,"b' AS session_id, 0.5::DOUBLE AS score, 'BENIGN' AS label, 0.45::DOUBLE AS threshold, 'review' AS action
      UNION ALL SELECT 2, '', NULL, 1e-7::DOUBLE, 'X', 0.45::DOUBLE, 'allow'`;
    const lines = async (format: 'csv' | 'ndjson'): Promise<string> =>
      planner.duckdb.connect(async (connection) => {
        const parts: string[] = [];
        const query = { sql: source, values: {} };
        for await (const { text } of streamLines(connection, query, viewColumns('rows'), format)) parts.push(text);
        return parts.join('');
      });
    expect(await lines('csv')).toBe(
      'row,id,session_id,score,label,threshold,action\n' +
        `1,'=1+1,"a,""b",0.5,BENIGN,0.45,review\n2,,,1e-07,X,0.45,allow\n`,
    );
    expect(await lines('ndjson')).toBe(
      '{"row":1,"id":"=1+1","session_id":"a,\\"b","score":0.5,"label":"BENIGN","threshold":0.45,"action":"review"}\n' +
        '{"row":2,"id":"","session_id":null,"score":1e-7,"label":"X","threshold":0.45,"action":"allow"}\n',
    );
  });
});
