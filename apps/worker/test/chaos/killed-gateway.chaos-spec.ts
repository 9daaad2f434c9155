import { statSync } from 'node:fs';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { BatchKeys } from '@sluice/batches';
import { LOCAL_TENANT, newId } from '@sluice/contracts';
import { aBatch, ChaosRun, discrepancies, NOTHING_WRONG, SlowUpload, TestSystem, until } from '@sluice/testing';

const ROWS = 40_000;
/** Uploads whose gateway is killed, half of them in the middle, half when the last byte has just gone. */
const KILLS = 12;
const PIECE = 64 * 1024;
/** From the last byte to its answer a gateway takes about so long. */
const END_MS = 150;
/** An upload that died frees its key after 60 s. */
const FREE_WITHIN_MS = 90_000;
const DAY_MS = 86_400_000;
const BOUNDARY = 'chaos';
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n`;
const TAIL = `\r\n--${BOUNDARY}--\r\n`;

const headersOf = (key: string): Record<string, string> => ({
  'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
  'idempotency-key': key,
});

describe('a gateway that is killed in mid-upload', () => {
  const csv = aBatch({ rows: ROWS });
  let system: TestSystem;
  afterEach(() => system.stop());

  /** Sends a share of the file, all of it when that is 1, and kills the gateway. @returns the status that the client saw */
  async function killDuring(key: string, share: number, afterMs: number): Promise<number | null> {
    const before = await received();
    const upload = new SlowUpload(system.url, headersOf(key));
    await upload.send(HEAD);
    for (let at = 0; at < csv.length * share; at += PIECE) await upload.send(csv.slice(at, at + PIECE));
    if (share === 1) {
      await upload.send(TAIL);
      upload.finish();
    }
    await until('the first bytes on the disk', async () => (await received()) > before || undefined);
    await pause(afterMs);
    await system.killGateway();
    return (await upload.ended).status;
  }

  async function again(key: string): Promise<{ status: number; id: string }> {
    const headers = headersOf(key);
    const answer = await fetch(`${system.url}/v1/batch`, { method: 'POST', headers, body: HEAD + csv + TAIL });
    return { status: answer.status, id: ((await answer.json()) as { id: string }).id };
  }

  const store = (...path: string[]): string => join(system.folder, 'store', ...path);
  const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
  const activeNotes = (): Promise<string[]> => namesIn(store('active', LOCAL_TENANT));
  const batchFolders = (): Promise<string[]> => namesIn(store('tenants', LOCAL_TENANT, 'batches'));

  /** Bytes of uploads on the disk, wherever they are. */
  async function received(): Promise<number> {
    const inputs = (await batchFolders()).map((id) => store('tenants', LOCAL_TENANT, 'batches', id, 'input'));
    const scratch = (await namesIn(store('.scratch'))).map((name) => store('.scratch', name));
    return [...inputs, ...scratch].reduce(
      (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  }

  /** Folders of batches that nobody will ever hear of. */
  async function orphans(): Promise<string[]> {
    const known = await Promise.all(
      (await batchFolders()).map(async (id) => {
        const { manifest } = new BatchKeys({ tenant: LOCAL_TENANT, id });
        return (await system.store.size(manifest)) === null ? [id] : [];
      }),
    );
    return known.flat();
  }

  /** Makes what the dead gateways left as old as housekeeping wants it. */
  async function age(): Promise<number> {
    const scratch = await namesIn(store('.scratch'));
    const yesterday = (Date.now() - 1.1 * DAY_MS) / 1_000;
    for (const name of scratch) await utimes(store('.scratch', name), yesterday, yesterday);
    const unfinished = new Set(await orphans());
    for (const id of await activeNotes()) {
      const note = store('active', LOCAL_TENANT, id);
      const { at } = JSON.parse(await readFile(note, 'utf8')) as { at: number };
      if (unfinished.has(id)) await writeFile(note, JSON.stringify({ at: at - DAY_MS }));
    }
    return scratch.length;
  }

  it('lists no half batch, leaves nothing for ever, and makes one batch of each key in the end', async () => {
    const run = new ChaosRun('killed-gateway');
    system = await TestSystem.start({ workers: 0, chunkRows: 4_096 });
    const keys = Array.from({ length: KILLS }, newId);
    const killed: { share: number; status: number | null; listed: number }[] = [];
    for (const [i, key] of keys.entries()) {
      const share = i % 2 === 0 ? (1 + run.pick(98)) / 100 : 1;
      const before = (await system.list()).length;
      const status = await killDuring(key, share, share < 1 ? 0 : run.pick(END_MS));
      killed.push({ share, status, listed: (await system.list()).length - before });
    }
    const orphaned = (await orphans()).length;

    const startedAt = Date.now();
    const ids = await Promise.all(
      keys.map((key) =>
        until(
          'the batch of a key',
          async () => {
            const { status, id } = await again(key);
            if (status === 409) await pause(1_000);
            return status === 409 ? undefined : { status, id };
          },
          FREE_WITHIN_MS,
        ),
      ),
    );
    const freedMs = Date.now() - startedAt;
    const listed = (await system.list()).map(({ id }) => id);

    const scratch = await age();
    await system.startWorker();
    const [first = '', ...others] = ids.map(({ id }) => id);
    await system.finished(first);
    const expected = await system.rows(first);
    const found = [];
    for (const id of others) {
      await system.finished(id);
      found.push(discrepancies(expected, await system.rows(id)));
    }
    await until('housekeeping', async () => {
      const left = [await orphans(), await activeNotes(), await namesIn(store('.scratch'))];
      return left.flat().length === 0 || undefined;
    });
    run.print({
      ...{
        kills: killed.length,
        inTheMiddle: killed.filter(({ share }) => share < 1),
        atTheEnd: killed.filter(({ share }) => share === 1),
      },
      ...{ orphaned, scratch, answers: ids.map(({ status }) => status), freedMs, batches: listed.length },
    });
    expect(killed.filter(({ share, status, listed: more }) => share < 1 && (status !== null || more > 0))).toEqual([]);
    expect(expected).toHaveLength(ROWS);
    expect(found).toEqual(found.map(() => NOTHING_WRONG));
    expect(new Set(listed)).toEqual(new Set(ids.map(({ id }) => id)));
    expect(listed).toHaveLength(KILLS);
  });

  it('negative control: half an input stays for ever when it is written in place', async () => {
    const run = new ChaosRun('killed-gateway, not atomic');
    const gateway = join(__dirname, 'preloads/not-atomic.cjs');
    system = await TestSystem.start({ workers: 0, preloads: { gateway } });
    await killDuring(newId(), 0.5, 0);
    await age();
    // Another upload that died long ago: when it is gone, housekeeping has looked at everything.
    const other = newId();
    await system.store.putIfAbsent(new BatchKeys({ tenant: LOCAL_TENANT, id: other }).active, '{"at":0}');
    await system.startWorker();
    await until('housekeeping', async () => (await activeNotes()).length === 0 || undefined);
    const left = await orphans();
    run.print({ left: left.length });
    expect(left).toHaveLength(1);
  });
});
