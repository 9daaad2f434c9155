import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { aBatch, ChaosRun, discrepancies, NOTHING_WRONG, TestSystem, until, type ScoredRow } from '@sluice/testing';
import { openFolder } from '@sluice/storage';
import { corruptObjects } from './corrupt-objects';
import { SmallDisk } from './small-disk.fixture';

const ROWS = 150_000;
const DISK_MB = 128;
const FULL_MS = 15_000;
/** Promised: so long after there is space again the next chunk is committed. */
const RESUMES_WITHIN_MS = 30_000;

describe('a disk of the object store that is full in mid-batch', () => {
  const csv = aBatch({ rows: ROWS });
  let disk: SmallDisk;
  let system: TestSystem;

  async function start(preloads = {}): Promise<void> {
    disk = SmallDisk.mount(DISK_MB);
    const folder = join(disk.path, 'store');
    const store = await openFolder(folder);
    const env = { BLOB_URL: pathToFileURL(folder).href };
    system = await TestSystem.start({ workers: 2, chunkRows: 1_024, env, store, preloads });
  }
  afterEach(async () => {
    disk.free();
    await system.stop();
    disk.unmount();
  });

  const corrupt = (): string[] => corruptObjects(join(disk.path, 'store'), Buffer.byteLength(csv));

  async function predict(): Promise<number> {
    const body = JSON.stringify({ texts: ['have a nice day'] });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${system.url}/predict`, { method: 'POST', headers, body })).status;
  }
  async function upload(): Promise<{ status: number; code: string }> {
    const headers = { 'content-type': 'text/csv' };
    const answer = await fetch(`${system.url}/v1/batch`, { method: 'POST', headers, body: csv });
    return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
  }

  it('costs only time: nothing half-written counts, predict serves, uploads are told, and the batch goes on', async () => {
    const run = new ChaosRun('full-disk');
    await start();
    const expected: readonly ScoredRow[] = await finishedRows(system, await system.submit(csv));
    const batch = await system.submit(csv);
    await system.inMidBatch(batch);
    disk.fill();
    const refused = await upload();
    const predicted: number[] = [];
    const fullUntil = Date.now() + FULL_MS;
    while (Date.now() < fullUntil) {
      predicted.push(await predict());
      await pause(50);
    }
    const [listed, whileFull] = [await system.list(), corrupt()];
    const { state } = await system.status(batch);
    const committed = await system.committed(batch);
    disk.free();
    const freedAt = Date.now();
    await until('a commit', async () => (await system.committed(batch)) > committed || undefined);
    const resumedMs = Date.now() - freedAt;
    const found = discrepancies(expected, await finishedRows(system, batch));
    const served = predicted.filter((status) => status === 200).length;
    run.print({
      ...{ fullMs: FULL_MS, committed, upload: refused, predicted: predicted.length, served, listed: listed.length },
      ...{ corrupt: whileFull.length, stateWhileFull: state, resumedMs, missing: found.missing.length },
      ...{ twice: found.twice.length, changed: found.changed.length, corruptAfter: corrupt().length },
    });
    expect(refused).toEqual({ status: 507, code: 'STORAGE_FULL' });
    expect(served).toBe(predicted.length);
    expect(listed).toHaveLength(2);
    expect([whileFull, corrupt()]).toEqual([[], []]);
    expect(state).toBe('scoring');
    expect(found).toEqual(NOTHING_WRONG);
    expect(resumedMs).toBeLessThanOrEqual(RESUMES_WITHIN_MS);
  });

  it('negative control: leaves half objects when they are written in place', async () => {
    const run = new ChaosRun('full-disk, not atomic');
    await start({ worker: join(__dirname, 'preloads/not-atomic.cjs') });
    const batch = await system.submit(csv);
    await system.inMidBatch(batch);
    disk.fill();
    const found = await until('a half object', () => (corrupt().length > 0 ? corrupt() : undefined), FULL_MS);
    run.print({ corrupt: found.length });
    expect(found.length).toBeGreaterThan(0);
  });
});

async function finishedRows(system: TestSystem, batch: string): Promise<ScoredRow[]> {
  await system.finished(batch);
  return system.rows(batch);
}
