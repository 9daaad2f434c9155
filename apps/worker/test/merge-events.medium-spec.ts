import { rm } from 'node:fs/promises';
import { readSessionRows } from '@sluice/batches';
import { LOCAL_TENANT } from '@sluice/contracts';
import { EventFiles, EventStream, type SessionEvent, type StreamedEvent } from '@sluice/sessions';
import type { ObjectStore } from '@sluice/storage';
import { FlushEvents } from '../src/housekeeping/flush-events';
import { MergeEvents } from '../src/housekeeping/merge-events';
import { InProcess } from './in-process.fixture';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-01-02T03:00:00Z');
const FLUSHES = 40;
const SESSIONS = ['a', 'b', 'c'];
const LATER = START + 2 * HOUR_MS;

class Killed extends Error {}

/** The store, until its process is killed: nothing happens after so many changes. */
function killedAfter(store: ObjectStore, changes: number): ObjectStore {
  let left = changes;
  const alive = <Args extends unknown[], T>(change: (...args: Args) => Promise<T>) => {
    return (...args: Args): Promise<T> => (left-- > 0 ? change(...args) : Promise.reject(new Killed()));
  };
  const putFile = alive((key: string, path: string) => store.putFile(key, path));
  const remove = alive((key: string) => store.delete(key));
  return Object.assign(Object.create(store) as ObjectStore, { putFile, delete: remove });
}

describe('merging the files of an hour', () => {
  let sluice: InProcess;
  let files: EventFiles;
  beforeAll(async () => {
    sluice = await InProcess.start();
    files = new EventFiles(sluice.resources.store);
  });
  beforeEach(async () => {
    await sluice.resources.store.deletePrefix('sessions');
    await flushes(START, FLUSHES);
  });
  afterAll(() => sluice.stop());

  /** Flushes one after the other, each of an event of two rows for every session. */
  async function flushes(from: number, count: number, text = 'hello', rows = 2): Promise<void> {
    const flush = new FlushEvents(sluice.resources, new EventStream(sluice.resources.redis));
    for (let i = 0; i < count; i++) {
      const events = SESSIONS.map((session_id, at): StreamedEvent => {
        const event: SessionEvent = {
          ...{
            tenant: LOCAL_TENANT,
            session_id,
            event_id: `${from}-${i}`,
            at: from - i,
            model: 'abuse',
            version: '1.0.0',
          },
          texts: Array.from({ length: rows }, (_, row) => `${text} ${row}`),
        };
        return { id: `${from + i * 1_000}-000000000${at}`, event, bytes: 1 };
      });
      await flush.write(events);
    }
  }
  const names = async (at: number): Promise<string[]> =>
    sluice.resources.store.list(`sessions/${LOCAL_TENANT}/events/${Math.floor(at / HOUR_MS)}`);
  /** Rows of the sessions as stage 2 reads them. */
  async function read(): Promise<string[]> {
    const { store, duckdb } = sluice.resources;
    const [last, found]: [string, string[]] = [`${LATER}-9999999999`, []];
    const paths = await Promise.all((await files.find(LOCAL_TENANT, START, last)).map((key) => store.localPath(key)));
    for (const sessionId of SESSIONS) {
      const query = { paths, sessionId, until: last };
      for await (const rows of duckdb.stream((connection) => readSessionRows(connection, query)))
        found.push(...rows.map(({ id, part, at, content }) => [sessionId, id, part, at, content].join(' ')));
    }
    return found;
  }
  const merge = (store = sluice.resources.store): Promise<number> =>
    new MergeEvents({ ...sluice.resources, store }, () => LATER).execute();

  it('leaves one, with every row, once the hour is over', async () => {
    await flushes(START + HOUR_MS, 3);
    await flushes(LATER, 3);
    const before = await read();
    expect(before).toHaveLength((FLUSHES + 3 + 1) * SESSIONS.length * 2);
    expect(await merge()).toBe(FLUSHES);
    expect((await names(START)).length).toBe(1);
    expect([(await names(START + HOUR_MS)).length, (await names(LATER)).length]).toEqual([3, 3]);
    expect(await read()).toEqual(before);
    expect(await merge()).toBe(0);
  });

  it('takes in what came late', async () => {
    await merge();
    await flushes(START + HOUR_MS / 2, 2);
    const before = await read();
    expect(await merge()).toBe(3);
    expect([(await names(START)).length, await read()]).toEqual([1, before]);
  });

  it.each([
    ['before the file is there', 0],
    ['before the first is deleted', 1],
    ['when some are deleted', 1 + FLUSHES / 2],
    ['before the last is deleted', FLUSHES],
  ])('loses and doubles nothing when it is killed %s', async (_, changes) => {
    const before = await read();
    await expect(merge(killedAfter(sluice.resources.store, changes))).rejects.toThrow(Killed);
    expect(await read()).toEqual(before);
    await merge();
    expect([(await names(START)).length, await read()]).toEqual([1, before]);
  });

  it('negative control: rows are missing when what is merged is not kept', async () => {
    const before = await read();
    const putFile = (_: string, path: string): Promise<boolean> => rm(path).then(() => true);
    await merge(Object.assign(Object.create(sluice.resources.store) as ObjectStore, { putFile }));
    expect((await read()).length).toBeLessThan(before.length);
  });

  it('of an hour that is larger than the memory goes well', async () => {
    await flushes(START + HOUR_MS / 2, 30, 'x'.repeat(40_000), 100);
    const before = (await read()).length;
    await merge();
    expect((await names(START)).length).toBeLessThan(FLUSHES);
    expect((await read()).length).toBe(before);
    expect(await merge()).toBe(0);
  }, 240_000);
});
