import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { AuditChain } from './audit-chain';
import { anEntry, storeFolder, type StoreFolder } from './audit-chain.fixture';
import { AuditCheckpoints } from './audit-checkpoints';
import { AuditReader } from './audit-reader';
import { verifyAudit } from './verify-audit';

const DAY_MS = 86_400_000;
/** Blocks of one to three records; checkpoints after the 10th, the 20th and the last block but one. */
const BLOCKS = 30;

let folder: StoreFolder;
let files: string[];
let blocks: string[];

async function treeOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Changes files, looks, and puts everything back. */
async function faultsAfter(change: () => Promise<unknown>): Promise<readonly string[]> {
  const before = new Map(await Promise.all(files.map(async (file) => [file, await readFile(file)] as const)));
  await change();
  const { faults, ok } = await verifyAudit(folder.store);
  for (const file of await treeOf(join(folder.path, 'audit'))) if (!before.has(file)) await rm(file);
  for (const [file, bytes] of before) await writeFile(file, bytes);
  expect(ok).toBe(faults.length === 0);
  return faults;
}

beforeAll(async () => {
  folder = await storeFolder();
  const start = Date.parse('2026-11-01T10:00:00Z');
  let now = start;
  const chain = new AuditChain(folder.store, () => now);
  const checkpoints = new AuditCheckpoints(folder.store, chain);
  expect(await checkpoints.make(now)).toBeNull();
  for (let block = 1; block <= BLOCKS; block++) {
    const entries = Array.from({ length: 1 + (block % 3) }, (_, n) => anEntry({ target: `${block}.${n}` }));
    await chain.append(...entries);
    if (block % 10 === 0 || block === BLOCKS - 1) {
      now += DAY_MS;
      if (block < BLOCKS) expect((await checkpoints.make(now))?.seq).toBeGreaterThan(0);
    }
  }
  files = (await treeOf(join(folder.path, 'audit'))).sort();
  blocks = files.filter((file) => file.includes('records'));
});
afterAll(() => folder.remove());

const indexOf = (list: readonly unknown[]): fc.Arbitrary<number> => fc.nat({ max: list.length - 1 });
const at = (list: readonly string[], index: number): string => list[index] ?? '';

describe('the check of the audit chain', () => {
  it('finds nothing wrong with one that nobody has touched', async () => {
    const report = await verifyAudit(folder.store);
    expect(report).toMatchObject({ ok: true, records: 60, checkpoints: 3, head: { seq: 60 }, faults: [] });
    expect((await verifyAudit(folder.store, [report.head])).ok).toBe(true);
  });

  it('finds one altered byte in any record or checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (f, offset, flip) => {
        const file = at(files, f % files.length);
        const alter = async (): Promise<void> => {
          const bytes = await readFile(file);
          const place = offset % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ flip;
          await writeFile(file, bytes);
        };
        expect(await faultsAfter(alter)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('finds a deleted object, but for the end since the last checkpoint', async () => {
    for (const file of files.filter((name) => name !== blocks.at(-1) && !name.endsWith('2026-11-03')))
      expect(await faultsAfter(() => rm(file))).not.toEqual([]);
  });

  it('finds objects and records in another order', async () => {
    await fc.assert(
      fc.asyncProperty(indexOf(blocks), indexOf(blocks), async (one, other) => {
        fc.pre(one !== other);
        const [a, b] = [await readFile(at(blocks, one)), await readFile(at(blocks, other))];
        const swap = async (): Promise<void> => {
          await writeFile(at(blocks, one), b);
          await writeFile(at(blocks, other), a);
        };
        expect(await faultsAfter(swap)).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
    const long = blocks[1] ?? '';
    const lines = (await readFile(long, 'utf8')).trimEnd().split('\n').reverse();
    expect(lines.length).toBeGreaterThan(1);
    expect(await faultsAfter(() => writeFile(long, `${lines.join('\n')}\n`))).not.toEqual([]);
  });

  it('finds a record that was taken out or put in, and an object that nobody wrote', async () => {
    const file = blocks[10] ?? '';
    const text = await readFile(file, 'utf8');
    const [first = ''] = text.split('\n');
    for (const wrong of ['', first, `${first}\n${text}`, text.trimEnd(), ` ${text}`])
      expect(await faultsAfter(() => writeFile(file, wrong))).not.toEqual([]);
    expect(await faultsAfter(() => writeFile(join(file, '..', '999999999999'), text))).not.toEqual([]);
  });

  it('finds a truncated end, as far as the last checkpoint or what somebody kept elsewhere', async () => {
    const { head } = await verifyAudit(folder.store);
    for (let left = 0; left < blocks.length - 1; left++) {
      const cut = (): Promise<unknown> => Promise.all(blocks.slice(left).map((file) => rm(file)));
      expect(await faultsAfter(cut)).not.toEqual([]);
    }
    const last = blocks.at(-1) ?? '';
    const bytes = await readFile(last);
    await rm(last);
    expect((await verifyAudit(folder.store)).ok).toBe(true);
    expect((await verifyAudit(folder.store, [head])).faults).toEqual([
      expect.stringContaining(`record ${head.seq} is`),
    ]);
    await writeFile(last, bytes);
  });
});

describe('pages of the audit chain', () => {
  it('show all records once, newest first, and those that fit', async () => {
    const reader = new AuditReader(folder.store);
    const seen: number[] = [];
    for (let before: number | null = Number.MAX_SAFE_INTEGER; before !== null;) {
      const page = await reader.page(before, 7);
      seen.push(...page.records.map(({ seq }) => seq));
      before = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => 60 - n));
    expect(await reader.page(61, 5, { action: 'rollout.set' })).toEqual({ records: [], next: null });
    const { records } = await reader.page(61, 60, { from: '2026-11-02T10:00:00.000Z', to: '2026-11-03T10:00:00.000Z' });
    expect(records.map(({ target }) => target.split('.')[0])).toContain('11');
    expect(records.every(({ at: time }) => time.startsWith('2026-11-02'))).toBe(true);
  });
});
