import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDb } from '../tables/duckdb';
import { countSessions, readSessionSpans, type SessionSpan } from './read-session-spans';
import { readSessionRows, type SessionRow } from './read-session-rows';
import { writeSessionRows, type LiveRow } from './write-session-rows';

const LAST = '9';

describe('rows of live sessions in files', () => {
  let folder: string;
  let duckdb: DuckDb;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-session-rows-'));
    duckdb = new DuckDb({ tempDirectory: join(folder, 'spill'), memoryLimitMb: 64 });
  });
  afterAll(async () => {
    await duckdb.close();
    await rm(folder, { recursive: true, force: true });
  });

  const aRow = (changes: Partial<LiveRow>): LiveRow => ({
    ...{ id: '1', part: 0, sessionId: 's', userId: null, eventId: null, at: 0 },
    ...{ model: 'abuse', version: '1.0.0', content: 'text' },
    ...changes,
  });
  let files = 0;
  async function fileOf(rows: readonly LiveRow[]): Promise<string> {
    const path = join(folder, `${++files}.parquet`);
    await duckdb.connect((connection) => writeSessionRows(connection, rows, path));
    return path;
  }
  async function read(paths: readonly string[], sessionId = 's', until = LAST): Promise<SessionRow[]> {
    const rows: SessionRow[] = [];
    const query = { paths, sessionId, until };
    for await (const some of duckdb.stream((connection) => readSessionRows(connection, query))) rows.push(...some);
    return rows;
  }

  it('come back by their time, then as they came, with everything that scoring them again needs', async () => {
    const path = await fileOf([
      aRow({ id: '1', at: 3, content: 'it\'s "late" \u{1F600}', userId: 'u', model: 'fraud' }),
      aRow({ id: '2', part: 0, at: 1 }),
      aRow({ id: '2', part: 1, at: 1 }),
      aRow({ id: '3', at: 1 }),
      aRow({ id: '4', at: 0, sessionId: "o'ther" }),
    ]);
    const rows = await read([path]);
    expect(rows.map(({ id, part }) => [id, part])).toEqual([
      ['2', 0],
      ['2', 1],
      ['3', 0],
      ['1', 0],
    ]);
    expect(rows.at(-1)).toEqual({
      ...{ id: '1', part: 0, at: 3, userId: 'u', model: 'fraud', content: 'it\'s "late" \u{1F600}' },
    });
    expect((await read([path], "o'ther")).map(({ id }) => id)).toEqual(['4']);
    expect(await read([path], 'nobody')).toEqual([]);
    expect(await read([])).toEqual([]);
  });

  it('come once, whatever files hold them, and not after the last that is wanted', async () => {
    const [a, b, c] = [aRow({ id: '1' }), aRow({ id: '2', part: 0 }), aRow({ id: '3' })];
    const paths = [await fileOf([a, b]), await fileOf([a, b, c]), await fileOf([b])];
    expect((await read(paths)).map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect((await read(paths, 's', '2')).map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('count an event id once: what came first', async () => {
    const [first, second] = [aRow({ id: '1', eventId: 'e', at: 5 }), aRow({ id: '2', eventId: 'e', at: 1 })];
    const other = aRow({ id: '3', eventId: 'f', at: 2 });
    expect((await read([await fileOf([first]), await fileOf([second, other])])).map(({ id }) => id)).toEqual([
      '3',
      '1',
    ]);
  });

  it('are the same bytes when they are written again', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => aRow({ id: String(10_000 + i), content: `text ${i}` }));
    const [once, again] = [await readFile(await fileOf(rows)), await readFile(await fileOf(rows))];
    expect(once.equals(again)).toBe(true);
  });

  it('of a session that is longer than the memory come in pieces', async () => {
    const [perFile, ofText] = [4_000, 'x'.repeat(4_000)];
    const paths: string[] = [];
    for (let file = 0; file < 6; file++) {
      const idOf = (i: number): string => String(100_000 + file * perFile + i);
      const rows = Array.from({ length: perFile }, (_, i) =>
        aRow({ id: idOf(i), at: (i * 7_919) % perFile, content: `${file}-${i}-${ofText}` }),
      );
      paths.push(await fileOf(rows));
    }
    let [seen, before, inOrder, longest] = [0, -1, true, 0];
    const query = { paths, sessionId: 's', until: LAST };
    for await (const rows of duckdb.stream((connection) => readSessionRows(connection, query))) {
      for (const { at } of rows) {
        inOrder &&= at >= before;
        before = at;
      }
      seen += rows.length;
      longest = Math.max(longest, rows.length);
    }
    expect([seen, inOrder]).toEqual([24_000, true]);
    expect(longest).toBeLessThanOrEqual(512);
  });

  describe('as spans', () => {
    async function spans(paths: readonly string[], until = LAST, parts = 1): Promise<SessionSpan[]> {
      const found: SessionSpan[] = [];
      for (let part = 0; part < parts; part++) {
        const query = { paths, until, part, parts };
        for await (const some of duckdb.stream((connection) => readSessionSpans(connection, query)))
          found.push(...some);
      }
      return found.sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1));
    }

    it('tell the first and the last event of each session and its last model, none after the last that counts', async () => {
      const [a, b] = [aRow({ id: '1', model: 'abuse' }), aRow({ id: '2', model: 'fraud', userId: 'u' })];
      const other = aRow({ id: '2', sessionId: "o'ther" });
      const paths = [await fileOf([b, other]), await fileOf([a, b]), await fileOf([aRow({ id: '3' })])];
      const span = { sessionId: 's', first: '1', last: '2', model: 'fraud', userId: 'u' };
      expect(await spans(paths, '2')).toEqual([
        { sessionId: "o'ther", first: '2', last: '2', model: 'abuse', userId: null },
        span,
      ]);
      expect((await spans(paths))[1]).toEqual({ ...span, last: '3', model: 'abuse' });
      expect(await spans([])).toEqual([]);
    });

    it('come once each from all parts, however many sessions there are', async () => {
      const [perFile, paths]: [number, string[]] = [20_000, []];
      const ids = (file: number): string[] =>
        Array.from({ length: perFile }, (_, i) => `${(file * 10_000 + i) % 50_000}`);
      for (let file = 0; file < 5; file++) {
        paths.push(await fileOf(ids(file).map((sessionId, i) => aRow({ id: String(100_000 + i), sessionId }))));
      }
      const found = await spans(paths, LAST, 7);
      expect([found.length, new Set(found.map(({ sessionId }) => sessionId)).size]).toEqual([50_000, 50_000]);
      const about = await duckdb.connect((connection) => countSessions(connection, paths));
      expect(Math.abs(about / 50_000 - 1)).toBeLessThan(0.3);
    });
  });
});
