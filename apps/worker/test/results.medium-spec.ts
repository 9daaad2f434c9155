import { createHash } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import {
  ResultReader,
  type BatchRef,
  type ResultFilter,
  type ResultFormat,
  type ResultPage,
  type ResultView,
} from '@sluice/batches';
import { ACTIONS, type Action } from '@sluice/detection';
import { aBatch } from '@sluice/testing';
import fc from 'fast-check';
import { InProcess } from './in-process.fixture';

/** So many that a text has several marks. */
const ROWS = 40_000;
const CHUNK_ROWS = 8_192;

interface Line {
  readonly session_id: string | null;
  readonly action: Action;
  readonly score?: number;
  readonly risk?: number;
}

describe('results', () => {
  let steps: InProcess;
  let reader: ResultReader;
  let batch: BatchRef;
  const all = new Map<ResultView, readonly string[]>();

  beforeAll(async () => {
    steps = await InProcess.start();
    const { store, duckdb, risks } = steps.resources;
    reader = new ResultReader(store, duckdb, risks);
    batch = await steps.accept(`${aBatch({ rows: ROWS })}bad, ,s1,u1,2026-01-05T08:00:00Z\n`, CHUNK_ROWS);
    await steps.run(batch);
    for (const view of ['rows', 'sessions'] as const)
      all.set(view, (await read(batch, view, {})).split('\n').slice(0, -1));
  });
  afterAll(() => steps.stop());

  async function read(ref: BatchRef, view: ResultView, filter: ResultFilter): Promise<string> {
    const document = await reader.open(ref, { view, format: 'ndjson', filter });
    return (await buffer(await document.whole())).toString();
  }

  async function pages(
    view: ResultView,
    format: 'csv' | 'ndjson',
    filter: ResultFilter,
    limit: number,
  ): Promise<string[]> {
    const found: string[] = [];
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const page: ResultPage = await reader.page(batch, { view, format, filter }, cursor, limit);
      found.push(await text(page.body));
      cursor = page.next;
    }
    return found;
  }

  const wanted = (line: string, { action, minScore, session }: ResultFilter): boolean => {
    const { score, risk, ...of } = JSON.parse(line) as Line;
    return (
      (action === undefined || of.action === action) &&
      (minScore === undefined || (score ?? risk ?? -1) >= minScore) &&
      (session === undefined || of.session_id === session)
    );
  };

  /** Thresholds at and around scores that occur, sessions that do and do not exist. */
  const filters = fc.record({
    view: fc.constantFrom<ResultView>('rows', 'sessions'),
    action: fc.option(fc.constantFrom(...ACTIONS), { nil: undefined }),
    at: fc.option(fc.nat(), { nil: undefined }),
    edge: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    session: fc.option(
      fc.oneof(
        fc.nat(1_700).map((n) => `s${n}`),
        fc.constantFrom("s1' OR true --", 'S1', '$1', ''),
      ),
      {
        nil: undefined,
      },
    ),
  });

  it('that are filtered, whole or in pages, are those of all results that fit the filter, in their order', async () => {
    await fc.assert(
      fc.asyncProperty(filters, fc.integer({ min: 1_000, max: 10_000 }), async ({ view, at, edge, ...some }, limit) => {
        const lines = all.get(view) ?? [];
        const { score, risk } = JSON.parse(lines[(at ?? 0) % lines.length] ?? '{}') as Line;
        const filter = { ...some, minScore: at === undefined ? edge : (score ?? risk) };
        const expected = lines.filter((line) => wanted(line, filter)).map((line) => `${line}\n`);
        expect(await read(batch, view, filter)).toBe(expected.join(''));
        const found = await pages(view, 'ndjson', filter, limit);
        expect(found.join('')).toBe(expected.join(''));
        expect(found.length).toBe(Math.max(1, Math.ceil(expected.length / limit)));
      }),
      { numRuns: 40 },
    );
  });

  it('are refused by a cursor of another view or filter, and go on in another format', async () => {
    const query = { view: 'rows', format: 'ndjson', filter: { action: 'allow' } } as const;
    const { next } = await reader.page(batch, query, undefined, 5);
    const cursor = next ?? '';
    const others = [
      { ...query, view: 'sessions' },
      { ...query, filter: {} },
      { ...query, filter: { minScore: 0 } },
    ] as const;
    for (const other of others) {
      await expect(reader.page(batch, other, cursor, 5)).rejects.toMatchObject({
        code: 'INVALID_FIELD',
        errors: [{ pointer: '/query/cursor' }],
      });
    }
    const again = await reader.page(batch, { ...query, format: 'csv' }, cursor, 5);
    expect((await text(again.body)).split('\n')).toHaveLength(7);
  });

  describe.each(['csv', 'ndjson', 'parquet'] as const)('as %s', (format) => {
    it.each(['rows', 'sessions', 'errors'] as const)(
      '%s are cut anywhere, and together are the whole',
      async (view) => {
        const document = await reader.open(batch, { view, format });
        const whole = await buffer(await document.whole());
        const measure = await document.measure(true);
        if (measure === null) throw new Error('a whole view can be measured');
        expect(measure.bytes).toBe(whole.length);
        expect(measure.sha256).toBe(createHash('sha256').update(whole).digest('base64'));
        const near = measure.marks.flatMap(({ bytes }) => [bytes - 1, bytes, bytes + 1]);
        const cut = fc.oneof(fc.nat(whole.length), fc.constantFrom(0, ...near));
        await fc.assert(
          fc.asyncProperty(fc.array(cut, { maxLength: 4 }), async (cuts) => {
            const places = [
              ...new Set([0, whole.length, ...cuts.map((at) => Math.min(Math.max(0, at), whole.length))]),
            ];
            const ends = places.sort((a, b) => a - b);
            const parts = await Promise.all(
              ends
                .slice(1)
                .map(async (end, i) => buffer(await document.part(measure, { first: ends[i] ?? 0, last: end - 1 }))),
            );
            expect(Buffer.concat(parts).equals(whole)).toBe(true);
          }),
          { numRuns: 20 },
        );
      },
    );
  });

  it('have several marks when they are long', async () => {
    const document = await reader.open(batch, { view: 'rows', format: 'csv' });
    expect((await document.measure(true))?.marks).toMatchObject([{ records: 0, bytes: 0 }, { records: 16_384 }, {}]);
  });

  it('are measured by a pass of their own and by a download alike', async () => {
    const measures = await Promise.all(
      [true, false].map(async (byDownload) => {
        const other = await steps.accept(aBatch({ rows: 3_000 }), CHUNK_ROWS);
        await steps.run(other);
        const open = (format: ResultFormat) => reader.open(other, { view: 'rows', format });
        expect(await (await open('csv')).measure(false)).toBeNull();
        if (byDownload) await buffer(await (await open('csv')).whole());
        return (await open('csv')).measure(!byDownload);
      }),
    );
    expect(measures[0]).toEqual(measures[1]);
    expect(measures[0]?.bytes).toBeGreaterThan(100_000);
  });

  it('after a retry have another tag, and refuse the cursors from before', async () => {
    const retried = await steps.accept(aBatch({ rows: 100 }), CHUNK_ROWS);
    await steps.run(retried);
    const query = { view: 'rows', format: 'csv' } as const;
    const [before, { next }] = [await reader.open(retried, query), await reader.page(retried, query, undefined, 10)];
    const { keys } = await steps.ledger(retried);
    await steps.resources.store.putIfAbsent(keys.retry(2), '{}');
    await steps.finish(retried);
    expect((await reader.open(retried, query)).tag).not.toBe(before.tag);
    await expect(reader.page(retried, query, next ?? '', 10)).rejects.toMatchObject({ code: 'INVALID_FIELD' });
  });

  it('of a batch that runs are filtered as those of one that has ended', async () => {
    const running = await steps.accept(aBatch({ rows: 3_000 }), 512);
    const chunks = await steps.plan(running);
    for (let chunk = 0; chunk < chunks; chunk++) await steps.score(running, chunk);
    for (const view of ['rows', 'sessions'] as const) {
      const lines = (await read(running, view, {})).split('\n').slice(0, -1);
      for (const filter of [
        { minScore: 0.7 },
        { session: 's7' },
        { action: 'block', minScore: 0.2, session: 's3' },
      ] as const) {
        const expected = lines.filter((line) => wanted(line, filter)).map((line) => `${line}\n`);
        expect(await read(running, view, filter)).toBe(expected.join(''));
      }
    }
  });
});
