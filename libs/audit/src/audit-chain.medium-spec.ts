import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditChain } from './audit-chain';
import { anEntry, storeFolder, type StoreFolder } from './audit-chain.fixture';
import { AuditReader } from './audit-reader';
import { recordAct } from './record-act';
import { verifyAudit } from './verify-audit';

let folder: StoreFolder;
beforeEach(async () => {
  folder = await storeFolder();
});
afterEach(() => folder.remove());

async function targets(): Promise<string[]> {
  const found: string[] = [];
  for await (const { target } of new AuditReader(folder.store).all()) found.push(target);
  return found;
}

describe('the end of the audit chain', () => {
  it('takes what several writers append at the same time, each once and without a gap', async () => {
    const writers = Array.from({ length: 5 }, () => new AuditChain(folder.store));
    const wanted = writers.flatMap((writer, w) =>
      Array.from({ length: 40 }, (_, n) => ({ writer, target: `${w}.${n}` })),
    );
    await Promise.all(wanted.map(({ writer, target }) => writer.append(anEntry({ target }))));
    expect((await targets()).sort()).toEqual(wanted.map(({ target }) => target).sort());
    expect(await verifyAudit(folder.store)).toMatchObject({ ok: true, records: 200, head: { seq: 200 } });
  });

  it('goes on where another process has stopped', async () => {
    await new AuditChain(folder.store).append(...Array.from({ length: 1_005 }, () => anEntry()));
    const [next, other] = [new AuditChain(folder.store), new AuditChain(folder.store)];
    expect((await other.head()).seq).toBe(1_005);
    await next.append(anEntry({ target: 'next' }));
    await other.append(anEntry({ target: 'other' }));
    expect((await targets()).slice(-2)).toEqual(['next', 'other']);
    expect(await verifyAudit(folder.store)).toMatchObject({ ok: true, records: 1_007 });
  });

  it('keeps the order of one writer, and entries that came together side by side', async () => {
    const [one, other] = [new AuditChain(folder.store), new AuditChain(folder.store)];
    await Promise.all([
      ...[1, 2, 3].map((n) => one.append(anEntry({ target: `one ${n}` }))),
      other.append(anEntry({ target: 'a' }), anEntry({ target: 'b' })),
    ]);
    const found = await targets();
    expect(found.filter((target) => target.startsWith('one'))).toEqual(['one 1', 'one 2', 'one 3']);
    expect(found.indexOf('b') - found.indexOf('a')).toBe(1);
  });

  it('puts nothing behind an end that cannot be read', async () => {
    await new AuditChain(folder.store).append(anEntry());
    await truncate(join(folder.path, 'audit/records/000000000/000000000001'), 20);
    const run = jest.fn();
    const act = recordAct(new AuditChain(folder.store), anEntry(), run);
    await expect(act).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(run).not.toHaveBeenCalled();
  });

  it('says of an act that it began before it is done, and what came of it', async () => {
    const chain = new AuditChain(folder.store);
    const begun = await recordAct(chain, anEntry(), targets, (found) => ({ seen: found.length }));
    expect(begun).toHaveLength(1);
    await expect(recordAct(chain, anEntry(), () => Promise.reject(new TypeError('secret')))).rejects.toThrow('secret');
    const outcomes: unknown[] = [];
    for await (const { outcome, detail } of new AuditReader(folder.store).all()) outcomes.push([outcome, detail]);
    expect(outcomes).toEqual([
      ['begun', {}],
      ['done', { seen: 1 }],
      ['begun', {}],
      ['failed', { error: 'TypeError' }],
    ]);
  });
});
