import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { aBatch, SlowUpload, TestSystem, until } from '@sluice/testing';

const ROWS = 20_000;

describe('a gateway that restarts', () => {
  const csv = aBatch({ rows: ROWS });
  const [half, rest] = [csv.slice(0, csv.length / 2), csv.slice(csv.length / 2)];
  let system: TestSystem;

  beforeEach(async () => {
    system = await TestSystem.start();
  });
  afterEach(() => system.stop());

  /** Waits until the gateway has taken so many bytes of an upload into the store. */
  async function received(bytes: number): Promise<void> {
    const scratch = join(system.folder, 'store', '.scratch');
    await until('the first half of the upload', async () => {
      const names = await readdir(scratch).catch(() => []);
      const sizes = await Promise.all(names.map(async (name) => (await stat(join(scratch, name))).size));
      return sizes.some((size) => size >= bytes) ? true : undefined;
    });
  }

  it('killed in mid-upload accepts nothing by half: no batch, a broken connection, and the next upload works', async () => {
    const upload = new SlowUpload(system.url);
    await upload.send(half);
    await received(half.length);
    await system.gateway.kill();
    expect(await upload.ended).toEqual({ status: null, body: '' });

    await system.startGateway();
    expect(await system.list()).toEqual([]);
    expect(await system.store.list('active/local')).toEqual([]);
    const batch = await system.submit(csv);
    expect(await system.finished(batch)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS } });
    expect(await system.list()).toHaveLength(1);
  });

  it('ended by SIGTERM in mid-upload finishes the upload first, and the batch runs', async () => {
    const upload = new SlowUpload(system.url);
    await upload.send(half);
    await received(half.length);
    const ended = system.gateway.stop();
    await upload.send(rest);
    upload.finish();
    const { status, body } = await upload.ended;
    expect([status, await ended]).toEqual([202, 0]);

    await system.startGateway();
    const { id } = JSON.parse(body) as { id: string };
    expect(await system.finished(id)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS } });
  });

  it('loses nothing of a batch that runs', async () => {
    const batch = await system.submit(csv);
    await system.inMidBatch(batch);
    expect(await system.restartGateway()).toBe(0);
    expect(await system.finished(batch)).toMatchObject({ state: 'completed', counts: { succeeded: ROWS } });
    expect(await system.rowNumbers(batch)).toEqual(Array.from({ length: ROWS }, (_, i) => i + 1));
  });

  it('keeps the batches of before: status and results come from the store', async () => {
    const batch = await system.submit(csv);
    const before = [await system.finished(batch), await system.results(batch, 'sessions')];
    await system.gateway.kill();
    await system.startGateway();
    expect([await system.status(batch), await system.results(batch, 'sessions')]).toEqual(before);
  });
});
