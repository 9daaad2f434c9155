import { gzipSync } from 'node:zlib';
import { TestSystem, type BatchState } from '@sluice/testing';
import fc from 'fast-check';
import { problemIn } from './problem';
import { inDuckDb } from './sample-files';

interface File {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

describe('a batch of several files', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
  });
  afterAll(() => system.stop());

  function send(files: readonly File[], fields: Readonly<Record<string, string>> = {}): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    for (const { name, content } of files) form.append('file', new Blob([content]), name);
    return fetch(`${system.url}/v1/batch`, { method: 'POST', body: form });
  }
  async function accepted(files: readonly File[]): Promise<string> {
    const answer = await send(files);
    expect(answer.status).toBe(202);
    return ((await answer.json()) as BatchState).id;
  }
  const refusal = async (files: readonly File[]): Promise<[number, string, string]> => {
    const { status, problem } = await problemIn(await send(files));
    return [status, problem.code, problem.detail];
  };

  it('has their records one after the other, with or without a line end between, and one header', async () => {
    const files = [
      { name: 'monday.csv', content: 'id,text\r\na,hello\r\nb,have a nice day' },
      { name: 'dir/tuesday.csv', content: '\uFEFFid,text\nc,you are a worthless idiot\nd,\n' },
      { name: 'empty.csv', content: 'id,text' },
      { name: 'wednesday.csv.gz', content: new Uint8Array(gzipSync('id,text\ne,bye\n')) },
    ];
    const id = await accepted(files);
    expect(await system.finished(id)).toMatchObject({
      state: 'completed_with_errors',
      counts: { total: 5, succeeded: 4, failed: 1 },
      files: [
        { name: 'monday.csv', first_line: 1 },
        { name: 'tuesday.csv', first_line: 4 },
        { name: 'empty.csv', first_line: 6 },
        { name: 'wednesday.csv.gz', first_line: 6 },
      ],
    });
    expect((await system.rows(id)).map(({ row, id: name }) => [row, name])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [5, 'e'],
    ]);
    expect(JSON.parse(await system.results(id, 'errors'))).toMatchObject({ line: 5, row: 4, code: 'TEXT_MISSING' });
  });

  it('judges sessions over all of them', async () => {
    const line = (text: string): string => `${JSON.stringify({ text, session_id: 's' })}\n`;
    const id = await accepted([
      { name: '1.ndjson', content: line('hello').trim() },
      { name: '2.jsonl', content: line('kill yourself, stupid') + line('you are a worthless idiot') },
    ]);
    await system.finished(id);
    expect(JSON.parse(await system.results(id, 'sessions'))).toMatchObject({ session_id: 's', events: 3, flagged: 2 });
  });

  it('has the first record of every NDJSON file, also behind a byte order mark', async () => {
    const line = (id: string): string => `\uFEFF${JSON.stringify({ id, text: 'hello' })}\n`;
    const id = await accepted([
      { name: '1.ndjson', content: line('a').trimEnd() },
      { name: '2.ndjson', content: line('b') },
      { name: '3.ndjson', content: '\uFEFF' },
      { name: '4.ndjson.gz', content: new Uint8Array(gzipSync(line('c'))) },
    ]);
    expect(await system.finished(id)).toMatchObject({ state: 'completed', counts: { total: 3, succeeded: 3 } });
    expect((await system.rows(id)).map(({ row, id: name }) => [row, name])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
  });

  it('is that of one file with the same records, wherever it is cut', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `r${i},"text, number ${i}"`);
    const whole = await accepted([{ name: 'whole.csv', content: ['id,text', ...lines].join('\n') }]);
    await system.finished(whole);
    const expected = await system.results(whole, 'rows');
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 29 }), { maxLength: 4 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), lines.length];
        const files = edges.slice(1).map((end, i) => ({
          name: `${i}.csv`,
          content: ['id,text', ...lines.slice(edges[i], end)].join('\n'),
        }));
        const id = await accepted(files);
        await system.finished(id);
        expect(await system.results(id, 'rows')).toBe(expected);
      }),
      { numRuns: 5 },
    );
  });

  describe('of Parquet', () => {
    const parquet = async (sql: string): Promise<Uint8Array<ArrayBuffer>> =>
      new Uint8Array((await inDuckDb(`COPY (${sql}) TO '{file}' (FORMAT parquet)`)).file);
    /** Every tenth record has no text. */
    const records = (from: number, to: number): Promise<Uint8Array<ArrayBuffer>> =>
      parquet(`SELECT 'r' || i AS id, CASE WHEN i % 10 > 0 THEN 'you idiot number ' || i END AS text, 's' || (i % 3) AS session_id
        FROM range(${from}, ${to}) AS t(i)`);

    it('is that of one file with the same records', async () => {
      const whole = await accepted([{ name: 'whole.parquet', content: await records(1, 41) }]);
      const cut = await accepted([
        { name: 'a.parquet', content: await records(1, 12) },
        { name: 'none.parquet', content: await records(12, 12) },
        { name: 'dir/b.parquet', content: await records(12, 41) },
      ]);
      const counts = { total: 40, succeeded: 36, failed: 4 };
      expect(await system.finished(whole)).toMatchObject({ counts, files: null });
      expect(await system.finished(cut)).toMatchObject({
        counts,
        files: [
          { name: 'a.parquet', first_line: 1 },
          { name: 'none.parquet', first_line: 12 },
          { name: 'b.parquet', first_line: 12 },
        ],
      });
      for (const view of ['rows', 'sessions', 'errors'] as const) {
        expect(await system.results(cut, view)).toBe(await system.results(whole, view));
      }
    });

    it('is made once for a key, whatever its files are called', async () => {
      const [first, second] = [await records(1, 5), await records(5, 9)];
      const post = async (contents: readonly Uint8Array<ArrayBuffer>[], name: string): Promise<[number, string]> => {
        const form = new FormData();
        contents.forEach((content, i) => {
          form.append('file', new Blob([content]), `${name}${i}.parquet`);
        });
        const answer = await fetch(`${system.url}/v1/batch`, {
          method: 'POST',
          body: form,
          headers: { 'idempotency-key': 'parquet-files' },
        });
        return [answer.status, ((await answer.json()) as BatchState).id];
      };
      const [, id] = await post([first, second], 'a');
      expect(await post([first, second], 'b')).toEqual([200, id]);
      expect((await post([second, first], 'a'))[0]).toBe(422);
    });

    it('is looked at whole before it is one', async () => {
      const form = new FormData();
      for (const content of [await records(1, 12), await records(12, 31)]) {
        form.append('file', new Blob([content]), 'x.parquet');
      }
      const answer = await fetch(`${system.url}/v1/batch/validate`, { method: 'POST', body: form });
      expect(await answer.json()).toMatchObject({
        row_estimate: 30,
        bad_rows: 3,
        errors: [{ row: 10 }, { row: 20 }, { row: 30 }],
      });
    });

    it('is refused for other columns, with the number of the file', async () => {
      const files = [
        await records(1, 5),
        await records(5, 9),
        await parquet("SELECT 'a' AS id, 1 AS text, 's' AS session_id"),
      ];
      const [status, code, said] = await refusal(files.map((content, i) => ({ name: `${i}.parquet`, content })));
      expect([status, code]).toEqual([422, 'INVALID_FIELD']);
      expect(said).toContain(
        'File 3 of the batch does not have the columns of the first: it has another type for column 2',
      );
    });
  });

  it.each<[string, readonly File[], string]>([
    [
      'other columns',
      [
        { name: 'a.csv', content: 'id,text\n1,a\n' },
        { name: 'b.csv', content: 'text,id\na,1\n' },
      ],
      'File 2 of the batch does not have the header of the first.',
    ],
    [
      'another format',
      [
        { name: 'a.csv', content: 'id,text\n1,a\n' },
        { name: 'b.ndjson', content: '{"text":"a"}\n' },
      ],
      'All files of a batch have one format.',
    ],
    [
      'nothing in the second',
      [
        { name: 'a.csv', content: 'id,text\n1,a\n' },
        { name: 'b.csv', content: '' },
      ],
      'File 2 of the batch does not have the header of the first.',
    ],
  ])('is refused for %s', async (_, files, detail) => {
    const [status, code, said] = await refusal(files);
    expect([status, code]).toEqual([422, 'INVALID_FIELD']);
    expect(said).toContain(detail);
  });
});
